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

type Decoder = InstanceType<typeof TextDecoder>;

const decoders = new Map<string, Decoder | null>();

/** Null for a name that nobody knows: an interchange may call its character set what it likes. */
function addDecoder(encoding: string): Decoder | null {
  let decoder: Decoder | null = null;
  try {
    if (encoding !== '') decoder = new TextDecoder(encoding);
  } catch {
    // Its bytes are then guessed, as those of an interchange that names none.
  }
  if (decoders.size < 100) decoders.set(encoding, decoder);
  return decoder;
}

/** Decodes bytes outside ASCII by the name that an interchange or a partner's configuration gives; NUL becomes U+FFFD. */
export function decoderOf(name: string): Decode {
  const decoder = decoders.get(ENCODINGS[name] ?? name) ?? addDecoder(ENCODINGS[name] ?? name);
  const decode = decoder ? (bytes: Uint8Array) => decoder.decode(bytes) : guessed;
  return (bytes) => decode(bytes).replaceAll('\0', '\uFFFD');
}
