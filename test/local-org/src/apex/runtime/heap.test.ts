import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { loadProject } from '../../metadata/load-project.ts';
import { openOrg, type LocalOrg } from '../../platform/open-org.ts';
import { runAnonymous } from '../anonymous.ts';

const fixture = fileURLToPath(new URL('../testing/fixtures/language-project', import.meta.url));

describe('the heap of a transaction', () => {
  let org: LocalOrg;
  const run = (source: string) => runAnonymous(source, org, org.users.admin);

  beforeAll(() => {
    org = openOrg({ project: loadProject(fixture, { namespace: '' }) });
  });

  afterAll(() => org.close());

  it.each([
    ['texts in a list', "List<String> held = new List<String>();\nwhile (true) { held.add('x'.repeat(1000)); }"],
    ['numbers in a list', 'List<Integer> held = new List<Integer>();\nwhile (true) { held.add(1); }'],
    [
      'records in a map',
      "Map<Integer, Account> held = new Map<Integer, Account>();\nfor (Integer i = 0; true; i++) { held.put(i, new Account(Name = 'n' + i)); }"
    ],
    ['a text that grows', "String held = 'x';\nwhile (true) { held += held; }"],
    [
      'a list that is added to itself',
      "List<String> held = 'a b c d'.split(' ');\nwhile (true) { held.addAll(held); }"
    ],
    ['one text', "String held = 'x'.repeat(2000000000);"],
    ['one array', 'Integer[] held = new Integer[2000000000];'],
    [
      'a chain of maps',
      "Map<String, Object> held = new Map<String, Object>();\nwhile (true) { held = new Map<String, Object>{ 'next' => held }; }"
    ]
  ])('ends the transaction, past every catch: %s', (_, source) => {
    const { success, exceptionMessage } = run(`try { ${source} } catch (Exception e) { System.debug(e); }`);
    expect({ success, exceptionMessage }).toEqual({
      success: false,
      exceptionMessage: expect.stringMatching(/^System\.LimitException: Apex heap size too large: \d{7,}$/)
    });
  });

  it.each([
    ['garbage', "for (Integer i = 0; i < 5000; i++) { String text = 'x'.repeat(10000) + i; }"],
    [
      'a list that is given up each time',
      "for (Integer i = 0; i < 20; i++) { List<String> held = new List<String>(); for (Integer j = 0; j < 1000; j++) { held.add('y'.repeat(1000)); } }"
    ],
    [
      'one text in many places',
      "String text = 'x'.repeat(100000);\nList<String> held = new List<String>();\nfor (Integer i = 0; i < 1000; i++) { held.add(text); }"
    ]
  ])('goes on with %s', (_, source) => {
    expect(run(source)).toMatchObject({ success: true, exceptionMessage: null });
  });

  it('is what variables hold now', () => {
    const { debugLog } = run(`
      System.debug(Limits.getHeapSize());
      List<String> held = new List<String>();
      for (Integer i = 0; i < 1000; i++) { held.add('x'.repeat(1000)); }
      System.debug(Limits.getHeapSize());
      held = null;
      System.debug(Limits.getHeapSize());
      { List<String> within = new List<String>{ 'x'.repeat(50000) }; System.debug(Limits.getHeapSize()); }
      System.debug(Limits.getHeapSize());`);
    const [empty = 0, full = 0, freed = 0, inner = 0, left = 0] = debugLog.map(Number);
    expect(empty).toBeGreaterThan(0);
    expect(full - empty).toBeGreaterThan(1_000_000);
    expect(full - empty).toBeLessThan(1_010_000);
    expect(freed - empty).toBeLessThan(100);
    expect(inner - empty).toBeGreaterThan(50_000);
    expect(left - empty).toBeLessThan(100);
  });
});
