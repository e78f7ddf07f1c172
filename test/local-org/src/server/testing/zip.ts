import { strToU8, zipSync } from 'fflate';

/** A zip of text files by their paths. */
export const zipOf = (files: Record<string, string>): Buffer =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))));

/** `package.xml` of these members by type. */
export function packageXml(types: Record<string, string[]>): string {
  const entries = Object.entries(types).map(([name, members]) => {
    const list = members.map((member) => `<members>${member}</members>`).join('');
    return `<types>${list}<name>${name}</name></types>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?><Package xmlns="http://soap.sforce.com/2006/04/metadata">${entries.join('')}<version>67.0</version></Package>`;
}

const NAMESPACE = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

/** A metadata file. */
export const metadata = (root: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} ${NAMESPACE}>${content}</${root}>`;

export const APEX_META = (root: 'ApexClass' | 'ApexTrigger'): string =>
  metadata(root, '<apiVersion>67.0</apiVersion><status>Active</status>');
