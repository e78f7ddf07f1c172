import { expect, test } from '@jest/globals';
import { apexLsFindings, withoutMistakes } from './apex-ls.ts';
import { codeAnalyzerFindings } from './code-analyzer.ts';
import { type Analysis, type Finding, type Severity, passes } from './findings.ts';
import { counts, describe as describeAnalysis, table } from './report.ts';

const finding = (part: Partial<Finding> = {}): Finding => ({
  severity: 'high',
  file: 'force-app/A.cls',
  line: 3,
  rule: 'pmd:Rule',
  message: 'is wrong',
  ...part
});
const analysis = (part: Partial<Analysis> = {}): Analysis => ({
  name: 'rules',
  findings: [],
  problems: [],
  seconds: 1,
  ...part
});

test('a violation of Code Analyzer becomes a finding at its primary location', () => {
  const violation = { rule: 'Secret', engine: 'pmd', severity: 2, message: 'M', primaryLocationIndex: 1 };
  const locations = [
    { file: '/p/force-app/A.cls', startLine: 1 },
    { file: '/p/force-app/B.cls', startLine: 7 }
  ];
  const report = { violations: [{ ...violation, locations }], rules: 1, problems: [] };
  expect(codeAnalyzerFindings(report, '/p')).toEqual([
    finding({ file: 'force-app/B.cls', line: 7, rule: 'pmd:Secret', message: 'M' })
  ]);
});

test('an engine that broke is a finding without a place; an unknown severity is refused', () => {
  const violation = { rule: 'UnexpectedEngineError', engine: 'pmd', severity: 1, message: 'M', locations: [{}] };
  const report = { violations: [{ ...violation, primaryLocationIndex: 0 }], rules: 1, problems: [] };
  const findings = codeAnalyzerFindings(report, '/p');
  expect(findings).toMatchObject([{ severity: 'critical', file: '', line: 0 }]);
  expect(table(findings)).toMatch(/^critical {2}- {2}pmd:UnexpectedEngineError {2}M$/);
  const odd = { ...report, violations: [{ ...violation, severity: 6, primaryLocationIndex: 0 }] };
  expect(() => codeAnalyzerFindings(odd, '/p')).toThrow('unknown severity 6');
});

test.each<[string, Severity]>([
  ['Syntax', 'high'],
  ['Error', 'high'],
  ['Missing', 'high'],
  ['Warning', 'moderate'],
  ['Unused', 'moderate'],
  ['a category of a later version', 'moderate']
])('apex-ls says %s: that is %s', (category, severity) => {
  const messages = [{ start: { line: 9 }, category, message: 'M' }];
  const found = apexLsFindings({ files: [{ path: '/tmp/w/force-app/A.cls', messages }] }, '/tmp/w');
  expect(found).toEqual([finding({ severity, line: 9, rule: `apex-ls:${category}`, message: 'M' })]);
});

test('a known mistake hides its own finding only, and is told of when it is made no longer', () => {
  const wrong = finding({ rule: 'apex-ls:Missing', message: "No method 'x' on 'Y'" });
  const others = [
    finding({ rule: 'apex-ls:Missing', message: "No method 'z' on 'Y'" }),
    { ...wrong, file: 'force-app/B.cls' },
    { ...wrong, rule: 'apex-ls:Error' }
  ];
  const mistake = { file: wrong.file, category: 'Missing', message: "'x' on 'Y'", reason: 'R' };
  expect(withoutMistakes([wrong, ...others], [mistake])).toEqual({ findings: others, problems: [] });
  expect(withoutMistakes(others, [mistake])).toEqual({
    findings: others,
    problems: [expect.stringContaining('take it off the known mistakes')]
  });
});

test.each([
  ['nothing', analysis(), true],
  ['low and info', analysis({ findings: [finding({ severity: 'low' }), finding({ severity: 'info' })] }), true],
  ['moderate', analysis({ findings: [finding({ severity: 'moderate' })] }), false],
  ['high', analysis({ findings: [finding()] }), false],
  ['critical', analysis({ findings: [finding({ severity: 'critical' })] }), false],
  ['nothing, but the analyzer did not look at everything', analysis({ problems: ['broke'] }), false]
])('verdict on %s', (_name, run, verdict) => {
  expect(passes(run)).toBe(verdict);
});

test('the table has the worst first, then by file and line, in columns', () => {
  const rows = [
    finding({ severity: 'info', rule: 'r' }),
    finding({ line: 20, message: 'two\n  lines' }),
    finding({ severity: 'critical', file: 'force-app/Longer.cls', line: 1 }),
    finding({ line: 4 })
  ];
  expect(table(rows).split('\n')).toEqual([
    'critical  force-app/Longer.cls:1  pmd:Rule  is wrong',
    'high      force-app/A.cls:4       pmd:Rule  is wrong',
    'high      force-app/A.cls:20      pmd:Rule  two lines',
    'info      force-app/A.cls:3       r         is wrong'
  ]);
  expect(counts(rows)).toBe('1 critical, 2 high, 1 info');
  expect(counts([])).toBe('nothing found');
});

test('a message that lists every token of a language is cut', () => {
  expect(table([finding({ message: 'x'.repeat(201) })])).toMatch(/ {2}x{199}…$/);
  expect(table([finding({ message: 'x'.repeat(200) })])).toMatch(/ {2}x{200}$/);
});

test('what is low is counted, and listed where that is asked for', () => {
  const run = analysis({ findings: [finding({ severity: 'low', rule: 'pmd:Minor' })], problems: [] });
  expect(describeAnalysis(run, false)).toBe('ok   rules: 1 low (1.0 s)');
  expect(describeAnalysis(run, true)).toContain('pmd:Minor');
  const broken = describeAnalysis(analysis({ problems: ['no rule of pmd was selected'] }), false);
  expect(broken).toBe('FAIL rules: nothing found (1.0 s)\n     no rule of pmd was selected');
});
