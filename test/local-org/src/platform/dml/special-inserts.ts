import { prepareDeliveries } from './deliveries.ts';
import { relateEmails } from './email-relations.ts';
import { prepareFiles, publishFiles } from './files.ts';
import { addRoleGroups } from './share-rows.ts';
import type { Chunk, SavedWork, Work } from './work.ts';

/** Inserts rows of other objects that come with these. */
export type InsertOthers = (chunk: Chunk, works: Work[]) => void;

/** What the platform does besides, when rows of an object are inserted. */
interface SpecialInsert {
  /** Fills in fields of rows that have their ids and are about to be stored. */
  prepare?: (chunk: Chunk, works: readonly SavedWork[]) => void;
  /** Makes what goes with rows that are stored, before their after triggers run. */
  complete?: (chunk: Chunk, works: readonly SavedWork[], insert: InsertOthers) => void;
}

const SPECIAL: Partial<Record<string, SpecialInsert>> = {
  ContentVersion: { prepare: prepareFiles, complete: publishFiles },
  ContentDistribution: { prepare: prepareDeliveries },
  EmailMessage: { complete: relateEmails },
  UserRole: { complete: addRoleGroups }
};

export const specialInsert = (chunk: Chunk): SpecialInsert => SPECIAL[chunk.object.apiName] ?? {};
