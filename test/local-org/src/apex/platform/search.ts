import { OrgError } from '../../platform/org.ts';
import { search } from '../../soql/search.ts';
import { parseSosl, type SoslSearch } from '../../soql/sosl.ts';
import { libraryType } from '../types/library.ts';
import { SOBJECT, sObjectType } from '../types/type.ts';
import { current, type ClassAccess } from '../runtime/transaction.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { recordOf } from '../runtime/values/record.ts';
import { accessFor } from './access.ts';
import { bindValue } from './query.ts';

/** Runs a search as Apex does. In tests it finds only what `Test.setFixedSearchResults` named. Throws SearchException. */
export function searchRows(sosl: SoslSearch, binds: readonly unknown[], access: ClassAccess): ApexList {
  const { limits, org, test } = current();
  limits.use('searches');
  const found = guarded(() =>
    search(org, sosl, binds.map(bindValue), accessFor(access), test ? test.searchResults : null)
  );
  return new ApexList(
    libraryType('List', SOBJECT),
    found.map(
      ({ object, rows }) =>
        new ApexList(
          sObjectType(object),
          rows.map((row) => recordOf(row, org.schema, false))
        )
    )
  );
}

/** As {@link searchRows}, from text. */
export function searchText(text: string): ApexList {
  return searchRows(
    guarded(() => parseSosl(text)),
    [],
    current().caller
  );
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof OrgError) {
      raise('SearchException', error.message);
    }
    throw error;
  }
}
