import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadProject } from '../metadata/load-project.ts';
import { openOrg, type LocalOrg } from '../platform/open-org.ts';
import { compile } from './compile.ts';
import { createApexRuntime, type ApexRuntime } from './host.ts';

const fixture = path.join(path.dirname(fileURLToPath(import.meta.url)), 'testing/fixtures/failing-project');

const CONTROLLER = `public class Controller {
  public class Row {
    @AuraEnabled public String name;
    @AuraEnabled public Decimal amount { get; private set; }
    @AuraEnabled public Date day;
    public String hidden = 'x';
    @AuraEnabled public List<Row> rows = new List<Row>();
  }
  @AuraEnabled
  public static Row read(Id recordId, List<Integer> numbers, Row given) {
    Row row = new Row();
    row.name = recordId + '/' + numbers[1] + '/' + given.name;
    row.amount = 10.50;
    row.day = Date.newInstance(2024, 1, 2);
    row.rows.add(new Row());
    return row;
  }
  @AuraEnabled
  public static Account save(String name) {
    Account made = new Account(Name = name);
    insert made;
    if (name == 'bad') { throw new AuraHandledException('refused'); }
    System.enqueueJob(new Job());
    return [SELECT Name FROM Account WHERE Id = :made.Id];
  }
  public static void secret() {}
  class Job implements Queueable {
    public void execute(QueueableContext context) { insert new Account(Name = 'by job'); }
  }
}`;

describe('createApexRuntime', () => {
  let org: LocalOrg;
  let runtime: ApexRuntime;

  const call = (methodName: string, args: Record<string, unknown>): unknown =>
    runtime.invokeAura({ className: 'Controller', methodName, args, userId: org.users.admin });
  const names = (): unknown[] =>
    org
      .query(
        {
          text: '',
          select: [{ kind: 'field', expression: { kind: 'path', path: ['Name'] } }],
          from: { object: 'Account' },
          orderBy: [],
          forUpdate: false,
          allRows: false,
          bindCount: 0,
          binds: []
        },
        [],
        { userId: org.users.admin, mode: 'system', sharing: false }
      )
      .rows.map((row) => row.fields.get('Name'));

  beforeAll(() => {
    const project = loadProject(fixture);
    const units = [
      { name: 'Controller', kind: 'class' as const, file: 'Controller.cls', text: CONTROLLER, apiVersion: 67 }
    ];
    const compiled = compile(units, project.schema, { labels: project.labels, namespace: '' });
    if ('errors' in compiled) {
      throw new Error(JSON.stringify(compiled.errors));
    }
    org = openOrg({ project });
    runtime = createApexRuntime(compiled.program, org);
  });

  afterAll(() => org.close());

  it('converts arguments and results as Lightning does', () => {
    const args = { recordId: '001000000000001AAA', numbers: [1, 2], given: { name: 'n' } };
    expect(call('read', args)).toEqual({
      name: '001000000000001AAA/2/n',
      amount: 10.5,
      day: '2024-01-02',
      rows: [{ rows: [] }]
    });
  });

  it('commits what a call did, then runs its jobs', () => {
    expect(call('save', { name: 'good' })).toEqual({ Id: expect.any(String), Name: 'good' });
    expect(names()).toEqual(['good']);
    expect(runtime.runPendingJobs()).toBe(1);
    expect(names()).toEqual(['good', 'by job']);
  });

  it('undoes a call that throws and answers with its exception', () => {
    expect(() => call('save', { name: 'bad' })).toThrow(
      expect.objectContaining({
        exceptionType: 'System.AuraHandledException',
        message: 'refused',
        isUserDefinedException: false
      })
    );
    expect(names()).not.toContain('bad');
  });

  it('refuses methods that are not for Lightning', () => {
    expect(() => call('secret', {})).toThrow(/Unable to find action 'secret'/);
  });
});
