import type { ApexList } from '../runtime/values/collections.ts';
import { exception, throwable, type FailedRow } from '../runtime/values/exceptions.ts';
import type { Bean } from './bean.ts';

/** What is wrong with an e-mail. */
export interface EmailFault {
  statusCode: string;
  message: string;
  fields: string[];
}

const ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/;
const RECORD_ID = /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/;
const LISTS = [
  ['toAddresses', 'to'],
  ['ccAddresses', 'cc'],
  ['bccAddresses', 'bcc']
] as const;

/** Why an e-mail would not be sent. Addresses may also be ids of users, contacts and leads. */
export function faultOf({ data }: Bean): EmailFault | undefined {
  const isMissing = (key: string): boolean => (data[key] ?? null) === null;
  const lists = LISTS.map(([field, word]) => ({
    field,
    word,
    addresses: ((data[field.toLowerCase()] as ApexList | null | undefined)?.items ?? []).map(String)
  }));
  if (lists.every(({ addresses }) => addresses.length === 0) && isMissing('targetobjectid')) {
    return { statusCode: 'REQUIRED_FIELD_MISSING', message: 'Add a recipient to send an email.', fields: [] };
  }
  for (const { field, word, addresses } of lists) {
    const bad = addresses.find((address) => !ADDRESS.test(address) && !RECORD_ID.test(address));
    if (bad !== undefined) {
      return { statusCode: 'INVALID_EMAIL_ADDRESS', message: `Invalid ${word} address : ${bad}`, fields: [field, bad] };
    }
  }
  const isEmpty = ['plaintextbody', 'htmlbody', 'templateid'].every(isMissing);
  return isEmpty
    ? {
        statusCode: 'REQUIRED_FIELD_MISSING',
        message: 'Missing body, need at least one of html or plainText',
        fields: []
      }
    : undefined;
}

/** `SendEmail failed. First exception on row 0; …` */
export function emailException(index: number, fault: EmailFault): Error {
  const { statusCode, message, fields } = fault;
  const thrown = exception(
    'EmailException',
    `SendEmail failed. First exception on row ${String(index)}; first error: ${statusCode}, ${message}: [${fields.join(', ')}]`
  );
  thrown.rows = [{ ...fault, index, id: null } satisfies FailedRow];
  return throwable(thrown);
}
