import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { search } from './search.ts';
import { parseSosl } from './sosl.ts';
import type { Access, BindValue } from '../platform/org.ts';
import { openTestOrg } from '../platform/testing/test-org.ts';
import type { TestOrg } from '../platform/testing/test-org.ts';

let t: TestOrg;
beforeEach(() => {
  t = openTestOrg();
  t.insert('Account', { Name: 'Acme Shop', Phone: '555-1234', Description: 'old store, closed' });
  t.insert('Account', { Name: 'Acmeville', Industry: 'Retail' });
  t.insert('Contact', { LastName: 'Shopper', Email: 'ann@acme.example' });
});
afterEach(() => t.org.close());

function found(text: string, binds: BindValue[] = [], access: Access = t.admin): Record<string, unknown[]> {
  const results = search(t.org, parseSosl(text), binds, access, null);
  return Object.fromEntries(
    results.map(({ object, rows }) => [
      object.apiName,
      rows.map((row) => row.fields.get('Name') ?? row.fields.get('Id'))
    ])
  );
}

test.each<[string, string[]]>([
  ["'acme'", ['Acme Shop']],
  ["'ACME*'", ['Acme Shop', 'Acmeville']],
  ["'acm?'", ['Acme Shop']],
  ["'acme shop'", ['Acme Shop']],
  ["'shop acme'", ['Acme Shop']],
  ['\'"shop acme"\'', []],
  ['\'"old store"\'', ['Acme Shop']],
  ["'acme* AND NOT closed'", ['Acmeville']],
  ["'(retail OR closed) acme*'", ['Acme Shop', 'Acmeville']],
  ["'1234'", ['Acme Shop']],
  ["'acme' IN NAME FIELDS", ['Acme Shop']],
  ["'closed' IN NAME FIELDS", []],
  ["'1234' IN PHONE FIELDS", ['Acme Shop']]
])('FIND %s', (search, names) => {
  expect(found(`FIND ${search} RETURNING Account(Name ORDER BY Name)`)).toEqual({ Account: names });
});

test('several objects, filters, limits and binds', () => {
  const text =
    'FIND :text IN ALL FIELDS RETURNING Account(Name WHERE Name != :no ORDER BY Name DESC LIMIT 1), Contact(Name)';
  expect(found(text, ['acme* OR shopper', 'Acmeville'])).toEqual({ Account: ['Acme Shop'], Contact: ['Shopper'] });
  expect(found('FIND {acme* OR shopper} RETURNING Account(Name), Contact(Name) LIMIT 2').Contact).toEqual([]);
});

test('a search shows only what its user may see', () => {
  const clerk: Access = { userId: t.org.users.automatedProcess, mode: 'user', sharing: true };
  expect(() => found("FIND 'acme' RETURNING Account(Name)", [], clerk)).toThrow(/'Account' is not supported/);
});

test.each([
  ["FIND 'x' RETURNING Account", 'MALFORMED_SEARCH'],
  ["FIND '(acme' RETURNING Account", 'MALFORMED_SEARCH'],
  ['FIND', 'MALFORMED_SEARCH'],
  ["FIND 'abc' RETURNING", 'NOT_EMULATED'],
  ["FIND 'abc' RETURNING Account WITH DATA CATEGORY x AT y", 'NOT_EMULATED'],
  ['SELECT Id FROM Account', 'MALFORMED_SEARCH']
])('%s is refused', (text, code) => {
  expect(() => found(text)).toThrow(expect.objectContaining({ code }));
});
