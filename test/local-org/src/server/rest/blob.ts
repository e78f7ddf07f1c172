import { parseSoql } from '../../soql/parse.ts';
import { readableObject, recordId } from './record-access.ts';
import { parseMultipart } from './multipart.ts';
import type { Handler, RestCall, RestResources } from './resources.ts';
import { RestError, notFound } from './rest-error.ts';

/**
 * A record with a binary field: its JSON part, whatever that is called, and one part with the bytes, which is named after
 * the field.
 */
export async function fromMultipart(body: Buffer, headers: RestCall['headers']): Promise<Record<string, unknown>> {
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) {
    throw new RestError(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      `Content-Type ${type || '(none)'} is neither JSON nor multipart`
    );
  }
  const parts = await parseMultipart(body, type);
  const [json] = parts;
  const binary = parts.slice(1).find((part) => part.content.length > 0);
  if (json === undefined || binary === undefined) {
    throw new RestError(400, 'INVALID_MULTIPART_REQUEST', 'the body needs a JSON part and, after it, a binary part');
  }
  let values: Record<string, unknown>;
  try {
    values = JSON.parse(json.content.toString('utf8')) as Record<string, unknown>;
  } catch (error) {
    throw new RestError(400, 'JSON_PARSER_ERROR', error instanceof Error ? error.message : String(error));
  }
  return { ...values, [binary.name]: binary.content.toString('base64') };
}

const download: Handler = (call, context) => {
  const object = readableObject(context, call.params.object ?? '', call.access);
  const field = object.fields.get((call.params.field ?? '').toLowerCase());
  if (field?.type !== 'base64') throw notFound();
  const query = parseSoql(`SELECT ${field.apiName} FROM ${object.apiName} WHERE Id = :id`);
  const [row] = context.org.query(query, [recordId(object, call.params.id ?? '')], call.access).rows;
  if (row === undefined) throw notFound();
  return { status: 200, body: Buffer.from(String(row.fields.get(field.apiName) ?? ''), 'base64') };
};

/** `/sobjects/Attachment/{id}/Body` and the like: the bytes of a binary field. */
export function blobResources(resources: RestResources): void {
  for (const field of ['Body', 'VersionData']) {
    resources.on('GET', `/sobjects/:object/:id/${field}`, (call, context) =>
      download({ ...call, params: { ...call.params, field } }, context)
    );
  }
}
