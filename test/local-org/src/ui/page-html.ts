import type { ShownTab } from './applications.ts';
import type { PageModel } from './record-page.ts';

/** What the page's scripts know before they ask the server. Becomes `globalThis.$localOrg`. */
export interface PageSettings {
  user: { Id: string; Name: string };
  /** All that one can switch to. */
  users: { id: string; name: string }[];
  i18n: Record<string, string>;
  app: { label: string; name: string; tabs: ShownTab[] };
  /** All that one can open. */
  apps: { name: string; label: string }[];
  page:
    | { kind: 'record'; recordId: string; objectApiName: string; edit?: boolean }
    /** `create` opens the form of a new record, with values encoded as `lightning/pageReferenceUtils` does. */
    | { kind: 'list'; objectApiName: string; viewName: string; create?: string }
    | { kind: 'tab'; name: string; label: string; model: PageModel }
    | { kind: 'inbox' };
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
