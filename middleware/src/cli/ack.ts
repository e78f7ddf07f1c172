import { acknowledge, type AcknowledgementForm } from '../edi/acknowledge/acknowledge.ts';
import { Inspection } from '../edi/inspection.ts';
import { EdiReader } from '../edi/reader.ts';
import { WriteError } from '../edi/write/segments.ts';
import { readEdi } from './edi-file.ts';
import { EXIT_CODES, UnreadableError } from './exit.ts';
import { readLibrary } from './inspect.ts';

export interface AckOptions {
  guide: string[];
  form: AcknowledgementForm | undefined;
  controlNumber: string;
  detail: boolean;
}

/**
 * Prints the acknowledgement of a file.
 * @returns the exit code of the file's verdict
 * @throws UnreadableError when the file cannot be read or its acknowledgement cannot be written
 */
export async function ack(file: string, options: AckOptions, print: (line: string) => void): Promise<number> {
  if (!/^0*[1-9]\d{0,8}$/.test(options.controlNumber))
    throw new UnreadableError(`"${options.controlNumber}" is no control number: give a number from 1 to 999999999.`);
  const inspection = new Inspection(readLibrary(options.guide));
  await (await readEdi(file, new EdiReader(inspection))).close();
  const result = inspection.result();
  const { controlNumber, detail } = options;
  try {
    const written = acknowledge(result, { controlNumber, detail, at: new Date() }, options.form);
    for (const text of written) print(text.trimEnd());
    if (written.length === 0) process.stderr.write(`${file} holds nothing that is acknowledged in this form.\n`);
  } catch (cause) {
    if (!(cause instanceof WriteError)) throw cause;
    throw new UnreadableError(`${file} cannot be acknowledged: ${cause.message}`, { cause });
  }
  return EXIT_CODES[result.verdict];
}
