import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const main = path.join(here, '../../cli/main.ts');

function localOrg(...options: string[]): { status: number | null; output: string } {
  const run = spawnSync(process.execPath, [main, ...options], { encoding: 'utf8' });
  return { status: run.status, output: run.stdout + run.stderr };
}

const fixture = (name: string): string => path.join(here, 'fixtures', name);

describe('local-org test', () => {
  it('passes every test of the language project', () => {
    const { status, output } = localOrg('test', '--project', fixture('language-project'));
    expect(output).toMatch(/\n49 passed, 0 failed\n$/);
    expect(status).toBe(0);
  });

  it('reports failures with their Apex stack traces and exits 1', () => {
    const { status, output } = localOrg('test', '--project', fixture('failing-project'));
    expect(status).toBe(1);
    expect(output).toMatch(/\n1 passed, 3 failed\n$/);
    expect(output).toContain('System.AssertException: Assertion Failed: the sum: Expected: 1, Actual: 2');
    expect(output).toContain('System.LimitException: Too many SOQL queries: 101');
    expect(output).toContain(
      [
        'FailingTest.exceptionIsNotCaught: System.ListException: List index out of bounds: 3',
        '    Class.Deep.reach: line 4, column 1',
        '    Class.Deep.reach: line 6, column 1',
        '    Class.FailingTest.exceptionIsNotCaught: line 10, column 1'
      ].join('\n')
    );
  });

  it('runs what does not depend on something that is not emulated', () => {
    const { status, output } = localOrg('test', '--project', fixture('partial-project'));
    expect(output).toMatch(/Bookmarks\.cls:2:\d+: not emulated: the type ConnectApi\.FeedItem\n/);
    expect(output).toContain('BookmarksTest.reachesWhatIsMissing: LocalOrg.NotCompiled: Bookmarks:9: ');
    expect(output).toMatch(/\n1 passed, 1 failed\n$/);
    expect(status).toBe(1);
    const chosen = localOrg('test', '--project', fixture('partial-project'), '--method', 'counts');
    expect(chosen.output).toMatch(/\n1 passed, 0 failed\n$/);
    expect(chosen.status).toBe(0);
  });

  it('runs the chosen class and method only', () => {
    const options = ['--class', 'failingtest', '--method', 'passes'];
    const { status, output } = localOrg('test', '--project', fixture('failing-project'), ...options);
    expect(output).toMatch(/\n1 passed, 0 failed\n$/);
    expect(status).toBe(0);
  });

  it('prints JSON that programs can read', () => {
    const run = spawnSync(process.execPath, [main, 'test', '--project', fixture('failing-project'), '--json'], {
      encoding: 'utf8'
    });
    expect(JSON.parse(run.stdout)).toMatchObject({ passed: 1, failed: 3 });
    expect(run.stderr).toMatch(/1 passed, 3 failed\n$/);
  });

  it.each([
    ['a test class that is not there', ['test', '--project', fixture('failing-project'), '--class', 'Nope']],
    ['a test method that is not there', ['test', '--project', fixture('failing-project'), '--method', 'nope']],
    ['a folder that is not there', ['test', '--project', path.join(here, 'nowhere')]],
    ['a folder without metadata', ['test', '--project', path.join(here, '../syntax')]],
    ['an unknown option', ['test', '--project', fixture('failing-project'), '--nonsense']]
  ])('exits 2 for %s', (_, options) => {
    expect(localOrg(...options).status).toBe(2);
  });
});
