import type { FieldValue } from '../../schema/schema.ts';
import type { Chunk, SavedWork, Work } from './work.ts';

const KINDS = [
  ['ToIds', 'ToAddress'],
  ['CcIds', 'CcAddress'],
  ['BccIds', 'BccAddress']
] as const;

/** After e-mail messages were stored: one relation for each record that their lists of ids name. */
export function relateEmails(
  chunk: Chunk,
  works: readonly SavedWork[],
  insert: (chunk: Chunk, works: Work[]) => void
): void {
  const object = chunk.context.schema.object('EmailMessageRelation');
  if (chunk.object.apiName !== 'EmailMessage' || object === undefined) return;
  const relations = works.flatMap(({ fields }) =>
    KINDS.flatMap(([field, type]) =>
      (JSON.parse(String(fields.get(field) ?? '[]')) as string[]).map((relationId): Work => {
        const row = new Map<string, FieldValue>([
          ['EmailMessageId', fields.get('Id') ?? null],
          ['RelationId', relationId],
          ['RelationType', type]
        ]);
        return { row: { object, fields: row }, id: null, created: false, errors: [] };
      })
    )
  );
  if (relations.length === 0) return;
  const access = { ...chunk.access, mode: 'system', sharing: false } as const;
  insert({ ...chunk, object, operation: 'insert', access }, relations);
}
