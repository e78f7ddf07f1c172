import type { Access, Row } from '../platform/org.ts';
import type { LocalOrg } from '../platform/open-org.ts';
import { parseSoql } from '../soql/parse.ts';
import type { PageUsers } from './page-options.ts';

const FIELDS = 'Id, Name, LocaleSidKey, TimeZoneSidKey';

/**
 * The users of an org, for its pages.
 *
 * @param username who pages open as; the administrator when undefined, or as long as there is no such user
 */
export function pageUsers(org: LocalOrg, username: string | undefined): PageUsers {
  const access: Access = { userId: org.users.admin, mode: 'system', sharing: false };
  const all = parseSoql(`SELECT ${FIELDS} FROM User WHERE IsActive = TRUE AND UserType = 'Standard' ORDER BY Name`);
  const read = (): Row[] => org.query(all, [], access).rows;
  return {
    find: (id) => {
      const rows = read();
      const byDefault = (username === undefined ? undefined : org.users.byUsername(username)) ?? org.users.admin;
      const row =
        rows.find(({ fields }) => fields.get('Id') === id) ?? rows.find(({ fields }) => fields.get('Id') === byDefault);
      if (row === undefined) {
        throw new Error('The org has no user to show pages to.');
      }
      return {
        ...summary(row),
        locale: text(row, 'LocaleSidKey') ?? 'en_US',
        timeZone: text(row, 'TimeZoneSidKey') ?? 'UTC',
        currency: 'USD'
      };
    },
    all: () => read().map(summary)
  };
}

function summary(row: Row): { id: string; name: string } {
  return { id: text(row, 'Id') ?? '', name: text(row, 'Name') ?? '' };
}

function text(row: Row, field: string): string | undefined {
  const value = row.fields.get(field);
  return typeof value === 'string' ? value : undefined;
}
