import { describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { loadProject } from '../metadata/load-project.ts';
import { executeAnonymous } from './anonymous.ts';

const project = loadProject(fileURLToPath(new URL('testing/fixtures/language-project', import.meta.url)), {
  namespace: ''
});
const run = (source: string) => {
  const lines: string[] = [];
  return { ...executeAnonymous(source, project, (line) => lines.push(line)), lines };
};

describe('anonymous Apex', () => {
  it('runs in an org of its own, and its log is told line by line', () => {
    const source =
      "insert new Account(Name = 'Probe');\nSystem.debug([SELECT COUNT() FROM Account]);\nSystem.debug('done');";
    expect(run(source)).toMatchObject({ compiled: true, success: true, debugLog: ['1', 'done'], lines: ['1', 'done'] });
    expect(run('System.debug([SELECT COUNT() FROM Account]);').debugLog).toEqual(['0']);
  });

  it('takes classes that were compiled again for other ones than before, also inside of lists', () => {
    const source = `List<Shapes.Pair> found = (List<Shapes.Pair>) JSON.deserialize('[{}]', List<Shapes.Pair>.class);
System.debug(found.size());`;
    expect(run(source)).toMatchObject({ exceptionMessage: null, debugLog: ['1'] });
    expect(run(source)).toMatchObject({ exceptionMessage: null, debugLog: ['1'] });
  });

  it('tells where it does not compile', () => {
    expect(run('Integer y = wish;')).toMatchObject({
      compiled: false,
      success: false,
      line: 1,
      column: 13,
      compileProblem: 'Variable does not exist: wish'
    });
    expect(run('Integer x = 1;\n  String z = x.wish();')).toMatchObject({ compiled: false, line: 2, column: 16 });
  });

  it('tells what was thrown, and where', () => {
    expect(run('Integer zero = 0;\nSystem.debug(1 / zero);')).toMatchObject({
      compiled: true,
      success: false,
      exceptionMessage: 'System.MathException: Divide by 0',
      exceptionStackTrace: expect.stringContaining('line 2')
    });
  });
});
