import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { RestError } from './rest-error.ts';

/** One part of a multipart body. */
export interface Part {
  name: string;
  contentType: string;
  fileName: string | undefined;
  content: Buffer;
}

/** Every part is a file to the parser, so that the order is kept and no part is cut. */
const options = { isPartAFile: () => true };

/** The parts of a `multipart/form-data` body, in their order. */
export async function parseMultipart(body: Buffer, contentType: string): Promise<Part[]> {
  const parts: Part[] = [];
  try {
    const parser = new Busboy({ ...options, headers: { 'content-type': contentType } });
    parser.on('file', (name, stream, fileName, _encoding, type) => {
      const chunks: Buffer[] = [];
      const part = { name, contentType: type, fileName: fileName as string | undefined, content: Buffer.alloc(0) };
      parts.push(part);
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => (part.content = Buffer.concat(chunks)));
    });
    await pipeline(Readable.from([body]), parser);
    return parts;
  } catch (error) {
    throw new RestError(
      400,
      'INVALID_MULTIPART_REQUEST',
      `the multipart body cannot be read: ${error instanceof Error ? error.message : String(error)}`
    );
  }
}
