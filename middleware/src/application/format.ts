/** Formats of applications: where the network translates for a customer, these come instead of EDI. */
export type ApplicationFormat = 'XML' | 'IDoc' | 'JSON' | 'CSV';

/** Bytes from the front that are looked at. */
export const SNIFFED_BYTES = 4096;

const EDI = /^(ISA[^\w\s]|UNA[^\w]|UNB[^\w\s]|GS[^\w\s]|ST[^\w\s]\d{3}|UNH[^\w\s])/;
const SEPARATORS = [';', ',', '\t', '|'];

/** What a file is, if it is of an application and no EDI; null otherwise. @param head its first bytes */
export function applicationFormat(head: Uint8Array): ApplicationFormat | null {
  const text = Buffer.from(head.subarray(0, SNIFFED_BYTES))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text === '' || EDI.test(text)) return null;
  if (/^<(\?xml|!DOCTYPE|!--|[A-Za-z_][\w.:-]*[\s/>])/.test(text)) return 'XML';
  if (/^EDI_DC(40)?[ _]/.test(text)) return 'IDoc';
  if (/^[[{]/.test(text) && /^(\{\s*("|\})|\[\s*[[{"\d\]])/.test(text)) return 'JSON';
  return isTable(text) ? 'CSV' : null;
}

/** Whether the first lines have as many separators each. */
function isTable(text: string): boolean {
  const lines = text.split(/\r?\n/).slice(0, 4);
  // The last of them may be cut off.
  const whole = lines.length > 3 ? lines.slice(0, 3) : lines.filter((line) => line !== '');
  if (whole.length < 2 || whole.some((line) => /\p{Cc}/u.test(line.replaceAll('\t', '')))) return false;
  return SEPARATORS.some((separator) => {
    const counts = whole.map((line) => line.split(separator).length);
    return (counts[0] ?? 0) > 2 && counts.every((count) => count === counts[0]);
  });
}
