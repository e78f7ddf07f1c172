import type { FieldDescribe, FieldMask } from '../../schema/schema.ts';
import type { Row } from '../org.ts';

const VISIBLE = 4;

/** Hides all but the last characters; separators go in where the kind of number has them. */
function masked(text: string, { type, character }: FieldMask): string {
  const hide = (part: string): string => character.repeat(part.length);
  const tail = text.slice(-VISIBLE);
  const head = hide(text.slice(0, -VISIBLE));
  switch (type) {
    case 'lastFour':
      return head + tail;
    case 'creditCard':
      return text.length === 16 ? `${head.replaceAll(/(.{4})/g, '$1-')}${tail}` : head + tail;
    case 'ssn':
    case 'sin':
      return text.length === 9 ? `${head.slice(0, 3)}-${head.slice(3)}-${tail}` : head + tail;
    case 'nino':
      return text.length === 9 ? hide(text).replaceAll(/(.{2})(?=.)/g, '$1 ') : hide(text);
    default:
      return hide(text);
  }
}

const encrypted = (field: FieldDescribe): boolean => field.type === 'encryptedstring';

/** Masks encrypted texts in rows, their parents and children. Source: Salesforce Help, "Classic Encryption for Custom Fields". */
export function maskRows(rows: readonly Row[]): void {
  for (const { object, fields, parents, children } of rows) {
    for (const field of object.fields.values()) {
      const value = encrypted(field) ? fields.get(field.apiName) : undefined;
      if (typeof value === 'string') {
        fields.set(field.apiName, masked(value, field.mask ?? { type: 'all', character: '*' }));
      }
    }
    maskRows([...parents.values()].filter((parent) => parent !== null));
    children.forEach(maskRows);
  }
}
