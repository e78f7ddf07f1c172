/** Turns a stretch of bytes into text. */
export type Decode = (bytes: Uint8Array) => string;

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const WINDOWS = new TextDecoder('windows-1252');

/** UTF-8 where the bytes are that, else Windows-1252: X12 names no character set, and UNOA is seldom kept to. */
const guessed: Decode = (bytes) => {
  try {
    return UTF8.decode(bytes);
  } catch {
    return WINDOWS.decode(bytes);
  }
};

/** The syntax identifiers of UNB (0001) and what ISO 9735 means by them; UNOA and UNOB are plain ASCII. */
const ENCODINGS: Record<string, string> = {
  UNOC: 'iso-8859-1',
  UNOD: 'iso-8859-2',
  UNOE: 'iso-8859-5',
  UNOF: 'iso-8859-7',
  UNOG: 'iso-8859-3',
  UNOH: 'iso-8859-4',
  UNOI: 'iso-8859-6',
  UNOJ: 'iso-8859-8',
  UNOK: 'windows-1254',
  UNOL: 'iso-8859-15',
  UNOW: 'utf-8',
  UNOX: 'iso-2022-jp',
  UNOY: 'utf-8'
};

/** Decodes bytes outside ASCII by the name that an interchange or a partner's configuration gives; NUL becomes U+FFFD. */
export function decoderOf(name: string): Decode {
  const encoding = ENCODINGS[name] ?? (name === '' || name.startsWith('UNO') ? undefined : name);
  const decoder = encoding === undefined ? undefined : new TextDecoder(encoding);
  const decode = decoder ? (bytes: Uint8Array) => decoder.decode(bytes) : guessed;
  return (bytes) => decode(bytes).replaceAll('\0', '\uFFFD');
}
