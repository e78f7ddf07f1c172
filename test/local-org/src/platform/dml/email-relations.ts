import type { FieldValue } from '../../schema/schema.ts';
import type { Chunk, SavedWork, Work } from './work.ts';

const KINDS = [
  ['ToIds', 'ToAddress'],
  ['CcIds', 'CcAddress'],
  ['BccIds', 'BccAddress']
] as const;

/** After e-mail messages were stored: relations for their sender's address and each record that their lists name. */
export function relateEmails(
  chunk: Chunk,
  works: readonly SavedWork[],
  insert: (chunk: Chunk, works: Work[]) => void
): void {
  const object = chunk.context.schema.object('EmailMessageRelation');
  if (object === undefined) return;
  const relation = (message: SavedWork, type: string, id: FieldValue, address: FieldValue): Work => {
    const fields = new Map<string, FieldValue>([
      ['EmailMessageId', message.fields.get('Id') ?? null],
      ['RelationId', id],
      ['RelationType', type],
      ['RelationAddress', address]
    ]);
    return { row: { object, fields }, id: null, created: false, errors: [] };
  };
  const relations = works.flatMap((work) => {
    const sender = work.fields.get('FromAddress') ?? null;
    const listed = KINDS.flatMap(([field, type]) =>
      (JSON.parse(String(work.fields.get(field) ?? '[]')) as string[]).map((id) => relation(work, type, id, null))
    );
    return sender === null
      ? listed
      : [relation(work, 'FromAddress', work.fields.get('FromId') ?? null, sender), ...listed];
  });
  if (relations.length === 0) return;
  const access = { ...chunk.access, mode: 'system', sharing: false } as const;
  insert({ ...chunk, object, operation: 'insert', access }, relations);
}
