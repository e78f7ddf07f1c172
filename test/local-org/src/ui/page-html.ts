/** What the page's scripts know before they ask the server. Becomes `globalThis.$localOrg`. */
export interface PageSettings {
  user: { Id: string; Name: string };
  /** All that one can switch to. */
  users: { id: string; name: string }[];
  i18n: Record<string, string>;
  app: { label: string; tabs: { label: string; url: string; object: string | null }[] };
  page:
    | { kind: 'record'; recordId: string; objectApiName: string }
    | { kind: 'list'; objectApiName: string; viewName: string };
  pageReference: { type: string; attributes: Record<string, string>; state: Record<string, string> };
}

/** The HTML of every page: styles, settings, the import map, and the script that draws the rest. */
export function pageHtml(settings: PageSettings, imports: Record<string, string>): string {
  return `<!doctype html>
<html lang="${escapeAttribute(settings.i18n['lang'] ?? 'en')}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeAttribute(settings.app.label)}</title>
    <base href="/">
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/ui/slds/styles/salesforce-lightning-design-system.min.css">
    <style>html, body { background: #b0c4df; min-height: 100%; }</style>
    <script>globalThis.$localOrg = ${scriptJson(settings)};</script>
    <script type="importmap">${scriptJson({ imports })}</script>
  </head>
  <body class="slds-scope">
    <div id="page"></div>
    <script type="module" src="/ui/app/main.js"></script>
  </body>
</html>
`;
}

/** JSON that cannot end the script element it stands in. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
