import type { FieldValue } from '../../schema/schema.ts';
import { parseSoql } from '../../soql/parse.ts';
import { current } from '../runtime/transaction.ts';

/** A record's field as text, read past all rules; '' for what is not there. */
function fieldText(id: string | null, path: string): string {
  const { org, userId } = current();
  const object = id === null ? undefined : org.schema.byKeyPrefix(id.slice(0, 3));
  const field = object && org.schema.field(object, path);
  if (!object || !field) {
    return '';
  }
  const query = parseSoql(`SELECT ${field.apiName} FROM ${object.apiName} WHERE Id = :id`);
  const row = org.query(query, [id], { userId, mode: 'system', sharing: false }).rows[0];
  const value: FieldValue = row?.fields.get(field.apiName) ?? null;
  return value === null ? '' : String(value);
}

function objectName(id: string | null): string {
  return (id === null ? undefined : current().org.schema.byKeyPrefix(id.slice(0, 3)))?.apiName.toLowerCase() ?? '';
}

/**
 * Fills in a template's merge fields: `{!Contact.FirstName}` and `{{{Recipient.FirstName}}}` from the recipient, those of
 * another object from the record that the e-mail is about. Fields of records that were not given stay empty.
 */
export function mergeFields(text: string, recipientId: string | null, relatedId: string | null): string {
  const names = { recipient: objectName(recipientId), related: objectName(relatedId) };
  return text.replaceAll(
    /\{!\s*([\w.]+)\s*\}|\{\{\{\s*([\w.]+)\s*\}\}\}/g,
    (_, classic?: string, lightning?: string) => {
      const [object = '', ...path] = (classic ?? lightning ?? '').split('.');
      const lower = object.toLowerCase();
      if (lower === 'recipient' || lower === names.recipient) {
        return fieldText(recipientId, path.join('.'));
      }
      if (lower === 'sender' || lower === 'user') {
        return fieldText(current().userId, path.join('.'));
      }
      return lower === 'relatedto' || lower === names.related ? fieldText(relatedId, path.join('.')) : '';
    }
  );
}
