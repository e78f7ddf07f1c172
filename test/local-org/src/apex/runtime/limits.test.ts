import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { loadProject } from '../../metadata/load-project.ts';
import { openOrg, type LocalOrg } from '../../platform/open-org.ts';
import { runAnonymous } from '../anonymous.ts';

const fixture = fileURLToPath(new URL('../testing/fixtures/language-project', import.meta.url));
const EMAIL = `Messaging.SingleEmailMessage mail = new Messaging.SingleEmailMessage();
  mail.setToAddresses(new List<String>{ 'a@example.com' }); mail.setPlainTextBody('x');`;

/** Beyond a limit the transaction ends, whatever it catches. Source: Apex Developer Guide, "Execution Governors and Limits". */
describe('governor limits of a synchronous transaction', () => {
  let org: LocalOrg;

  beforeAll(() => {
    org = openOrg({ project: loadProject(fixture, { namespace: '' }) });
  });

  afterAll(() => org.close());

  const times = (count: number, statement: string): string =>
    `for (Integer i = 0; i < ${String(count)}; i++) { ${statement} }`;

  it.each([
    ['SOQL queries', times(101, 'List<Account> rows = [SELECT Id FROM Account];'), 'Too many SOQL queries: 101'],
    [
      'SOSL queries',
      times(21, "List<List<SObject>> rows = [FIND 'none' RETURNING Account];"),
      'Too many SOSL queries: 21'
    ],
    ['DML statements', times(151, "insert new Account(Name = 'x');"), 'Too many DML statements: 151'],
    [
      'DML rows',
      `List<Account> rows = new List<Account>(); ${times(10_001, "rows.add(new Account(Name = 'x'));")} insert rows;`,
      'Too many DML rows: 10001'
    ],
    [
      'callouts',
      `HttpRequest request = new HttpRequest(); request.setEndpoint('http://127.0.0.1:1/');
       ${times(101, 'try { new Http().send(request); } catch (CalloutException refused) { System.debug(refused); }')}`,
      'Too many callouts: 101'
    ],
    [
      'e-mails',
      `${EMAIL} ${times(11, 'Messaging.sendEmail(new List<Messaging.Email>{ mail });')}`,
      'Too many Email Invocations: 11'
    ],
    [
      'heap',
      "List<String> held = new List<String>(); while (true) { held.add('x'.repeat(1000)); }",
      /^Apex heap size too large: \d+$/
    ]
  ])(
    '%s',
    (_, source, message) => {
      const { success, exceptionMessage } = runAnonymous(
        `try { ${source} } catch (Exception e) { System.debug('caught ' + e); } finally { System.debug('over'); }`,
        org,
        org.users.admin
      );
      const [type, text = ''] = exceptionMessage?.split(/: (.*)/s) ?? [];
      expect({ success, type }).toEqual({ success: false, type: 'System.LimitException' });
      if (typeof message === 'string') expect(text).toBe(message);
      else expect(text).toMatch(message);
    },
    20_000
  );

  it('neither run nor end in finally', () => {
    const { debugLog, exceptionMessage } = runAnonymous(
      `try { ${times(101, 'List<Account> rows = [SELECT Id FROM Account];')} } finally { System.debug('over'); return; }`,
      org,
      org.users.admin
    );
    expect({ debugLog, exceptionMessage }).toEqual({
      debugLog: [],
      exceptionMessage: 'System.LimitException: Too many SOQL queries: 101'
    });
    expect(
      runAnonymous(
        "try { Integer i = 1 / 0; } catch (MathException e) { System.debug('caught'); } finally { System.debug('over'); }",
        org,
        org.users.admin
      ).debugLog
    ).toEqual(['caught', 'over']);
  });

  it('CPU time', () => {
    // A clock that runs a thousand times too fast.
    const begin = performance.now();
    const started = Date.now();
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => begin + (Date.now() - started) * 1000);
    try {
      const { exceptionMessage } = runAnonymous(
        'try { while (true) {} } catch (Exception e) { System.debug(e); }',
        org,
        org.users.admin
      );
      expect(exceptionMessage).toBe('System.LimitException: Apex CPU time limit exceeded');
    } finally {
      clock.mockRestore();
    }
  });
});
