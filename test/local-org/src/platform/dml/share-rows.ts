import type { FieldValue, ObjectDescribe } from '../../schema/schema.ts';
import { shareNames } from '../../schema/share-objects.ts';
import type { StoredRow } from '../../store/store.ts';
import { dmlError } from './errors.ts';
import type { Chunk, SavedWork } from './work.ts';

/** Manual shares end when a record gets another owner. */
export function endManualShares({ context, object }: Chunk, works: readonly SavedWork[]): void {
  const moved = works.filter(({ fields, old }) => old !== undefined && old.get('OwnerId') !== fields.get('OwnerId'));
  if (moved.length === 0) return;
  const names = shareNames(object);
  const share = names && context.schema.object(names.object);
  if (names === undefined || share === undefined) return;
  const ids = moved.map(({ work }) => work.id);
  for (const row of context.store.find(share, names.parent, ids)) {
    if (row.get('RowCause') !== 'Manual') continue;
    context.store.update(share, row.get('Id') as string, new Map<string, FieldValue>([['IsDeleted', true]]));
  }
}

/** What an org-wide default gives everybody already, in the words of its error. */
const DEFAULTS: Partial<Record<ObjectDescribe['sharingModel'], { given: string[]; word: string }>> = {
  Read: { given: ['Read'], word: 'Read' },
  ReadWrite: { given: ['Read', 'Edit'], word: 'Edit' }
};

/** Shares that give no more than the org-wide default are refused. */
export function checkShares({ context, object }: Chunk, works: readonly SavedWork[]): void {
  if (object.share !== true) return;
  const shared = [...object.fields.values()]
    .flatMap((field) => (field.relationshipName === 'UserOrGroup' ? [] : field.referenceTo))
    .map((name) => context.schema.object(name))
    .find((target) => target !== undefined && shareNames(target)?.object === object.apiName);
  const names = shared && shareNames(shared);
  const everybody = shared && DEFAULTS[shared.sharingModel];
  if (names === undefined || everybody === undefined) return;
  for (const saved of works) {
    const level = String(saved.fields.get(names.access));
    if (everybody.given.includes(level)) {
      saved.work.errors.push(dmlError.trivialShare(names.access, level, everybody.word));
    }
  }
}

/** A new role has groups that stand for it in shares and memberships. */
export function addRoleGroups({ context }: Chunk, works: readonly SavedWork[]): void {
  const group = context.schema.object('Group') as ObjectDescribe;
  for (const { fields } of works) {
    const rows = ['Role', 'RoleAndSubordinates'].map((type): StoredRow => {
      const [id = ''] = context.store.newIds(group, 1);
      const name = String(fields.get('Name'));
      return new Map<string, FieldValue>([
        ['Id', id],
        ['IsDeleted', false],
        ['Name', name],
        ['DeveloperName', `${String(fields.get('DeveloperName') ?? fields.get('Id'))}_${type}`],
        ['Type', type],
        ['RelatedId', fields.get('Id') ?? null]
      ]);
    });
    context.store.insert(group, rows);
  }
}
