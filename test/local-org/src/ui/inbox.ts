import { captured } from '../apex/platform/outgoing.ts';
import type { Captured } from '../apex/runtime/captured.ts';
import type { LocalOrg } from '../platform/open-org.ts';
import { urlOf } from './page-data.ts';

export type InboxEntry = Captured & {
  /** Names of those that a notification went to. */
  names: string[];
  /** The page of the record that a notification leads to. */
  url: string | null;
};

/** What Apex has sent in this org, newest first. */
export function inbox(org: LocalOrg): InboxEntry[] {
  const name = (id: string): string => {
    const row = org.systemRow('User', 'Id', id) ?? org.systemRow('Group', 'Id', id);
    return String(row?.get('Name') ?? id);
  };
  return [...captured(org)].reverse().map((entry) => {
    const target = entry.kind === 'notification' ? entry.targetId : null;
    const object = target === null ? undefined : org.schema.byKeyPrefix(target.slice(0, 3));
    return {
      ...entry,
      names: entry.kind === 'notification' ? entry.recipients.map(name) : entry.to,
      url: object && target !== null ? urlOf(object, target) : null
    };
  });
}
