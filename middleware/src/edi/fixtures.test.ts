import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { canonicalSchema } from '../mappings/canonical/document.ts';
import { findingsOf, inspectBytes, translateBytes } from '../testing/read-edi.ts';
import { acknowledge } from './acknowledge/acknowledge.ts';
import { knownGuides } from './guide/library.ts';

/**
 * Files of our own writing, one for each type and version, with their canonical documents and acknowledgements beside
 * them. `UPDATE_FIXTURES=1` writes what stands beside afresh: read the difference before you commit it.
 */
const FOLDER = new URL('../../../test/fixtures/edi/documents/', import.meta.url);
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.edi'))
  .map((file) => file.replace('.edi', ''));
const bytesOf = (name: string) => readFileSync(new URL(`${name}.edi`, FOLDER));
const AT = new Date('2026-01-06T07:08:00Z');

function beside(name: string, content: string): string {
  const file = new URL(name, FOLDER);
  if (process.env.UPDATE_FIXTURES) writeFileSync(file, content);
  return existsSync(file) ? readFileSync(file, 'utf8') : 'not written yet';
}

const validate = new Ajv2020({ strict: false }).compile(canonicalSchema());

describe.each(names)('%s', (name) => {
  const inspection = inspectBytes(bytesOf(name));

  test('is sound', () => {
    expect(findingsOf(inspection).filter((finding) => !finding.startsWith('note'))).toEqual([]);
    expect(inspection.verdict).toBe('accepted');
  });

  test('becomes the canonical document beside it', () => {
    const documents = translateBytes(bytesOf(name)).filter((document) => document !== null);
    for (const document of documents) expect(validate(document) || validate.errors).toBe(true);
    const text = `${JSON.stringify(documents, null, 2)}\n`;
    expect(JSON.parse(text)).toEqual(JSON.parse(beside(`${name}.json`, text)));
  });

  test('is acknowledged as stands beside it, and that is sound too', () => {
    const written = acknowledge(inspection, { controlNumber: '42', at: AT, detail: true });
    for (const text of written) expect(findingsOf(inspectBytes(Buffer.from(text, 'latin1')))).toEqual([]);
    expect(written.join('')).toBe(beside(`${name}.ack`, written.join('')));
  });

  test('is read alike however the stream is cut', () => {
    const bytes = bytesOf(name);
    const everyByte = Array.from(bytes.keys());
    expect(inspectBytes(bytes, [], everyByte)).toEqual(inspection);
  });
});

test('there is a file for every guide', () => {
  const missing = knownGuides().filter(({ type, version }) => {
    const short = version.replace(/^00(\d{4}).*/, '$1').replace('.', '');
    return !names.some((name) => name.startsWith(`${type}-${short}`) || name === `${type}-acknowledgement`);
  });
  expect(missing).toEqual([]);
});

/** What can be done to a sound file, and what must come of it. */
const FAULTS: [what: string, change: (lines: string[]) => string[], verdict: string, finding: RegExp][] = [
  ['a count that is wrong', (lines) => replaced(lines, /^(SE|UNT)([*+])\d+/, '$1$299'), 'rejected', /(SE|UNT)_COUNT/],
  [
    'a control number that differs',
    (lines) => replaced(lines, /^((?:SE|UNT)[*+]\d+[*+])\w+/, '$1777'),
    'rejected',
    /CONTROL_NUMBER/
  ],
  [
    'no trailer of the set',
    (lines) => lines.filter((line) => !/^(SE|UNT)[*+]/.test(line)),
    'rejected',
    /(SE|UNT)_MISSING/
  ],
  [
    'no trailer of the interchange',
    (lines) => lines.filter((line) => !/^(IEA|UNZ)[*+]/.test(line)),
    'rejected',
    /(IEA|UNZ)_MISSING/
  ],
  [
    'no interchange around it',
    (lines) => lines.filter((line) => !/^(ISA|IEA|UNA|UNB|UNZ)/.test(line)),
    'rejected',
    /(ISA|UNB)_MISSING/
  ],
  ['no beginning segment', (lines) => without(lines, headerIndex(lines) + 1), 'rejected', /SEGMENT_MISSING/],
  [
    'a segment nobody knows',
    (lines) => lines.toSpliced(headerIndex(lines) + 2, 0, segmentLike(lines, 'QQQ', '1')),
    'accepted-with-errors',
    /SEGMENT_UNKNOWN/
  ],
  [
    'a beginning segment twice',
    (lines) => lines.toSpliced(headerIndex(lines) + 1, 0, lines[headerIndex(lines) + 1] ?? ''),
    'accepted-with-errors',
    /SEGMENT_TOO_MANY|LOOP_TOO_MANY/
  ],
  [
    'an element that is too long',
    (lines) => lines.with(headerIndex(lines) + 1, firstElement(lines, 'X'.repeat(100))),
    'accepted-with-errors',
    // A date has one length only.
    /ELEMENT_TOO_LONG|ELEMENT_DATE/
  ],
  [
    'more elements than a segment has',
    (lines) => lines.with(headerIndex(lines) + 1, withMany(lines)),
    'accepted-with-errors',
    /ELEMENT_UNEXPECTED/
  ]
];

const afterHeader = (lines: string[]) => lines[headerIndex(lines) + 1] ?? '';
/** The segment behind the header with another first element, or first component of it. */
const firstElement = (lines: string[], value: string) =>
  afterHeader(lines).replace(/^([A-Z0-9]{2,3}([*+]))[^*+:~']*/, (_whole, before: string) => before + value);
const withMany = (lines: string[]) =>
  afterHeader(lines).replace(/([*+])([^*+]*)([~'])$/, (_whole, separator: string, last: string, end: string) => {
    return separator + last + separator.repeat(20) + '7' + end;
  });

const headerIndex = (lines: string[]) => lines.findIndex((line) => /^(ST\*|UNH\+)/.test(line));
const without = (lines: string[], index: number) => lines.toSpliced(index, 1);
const replaced = (lines: string[], pattern: RegExp, by: string) => lines.map((line) => line.replace(pattern, by));
const segmentLike = (lines: string[], id: string, value: string) =>
  lines[headerIndex(lines)]?.startsWith('ST') ? `${id}*${value}~` : `${id}+${value}'`;

/** Puts the counts right again, so that only the fault under test is there. */
function recounted(lines: string[]): string[] {
  const start = headerIndex(lines);
  const end = lines.findIndex((line) => /^(SE|UNT)[*+]/.test(line));
  const count = String(end - start + 1);
  return end < 0 || /[*+]99[*+]/.test(lines[end] ?? '')
    ? lines
    : lines.with(end, (lines[end] ?? '').replace(/\d+/, count));
}

/** Types that the reader knows by their envelope alone have no segments to be wrong. */
const checked = names.filter((name) => !/^(TA1|875)/.test(name));

const brokenBy = (change: (typeof FAULTS)[number][1], name: string) =>
  Buffer.from(`${recounted(change(bytesOf(name).toString('latin1').trimEnd().split('\n'))).join('\n')}\n`, 'latin1');

describe.each(FAULTS)('with %s', (_what, change, verdict, finding) => {
  test.each(checked)('%s', (name) => {
    const inspection = inspectBytes(brokenBy(change, name));
    expect(findingsOf(inspection).join('\n')).toMatch(finding);
    // Another version's guide never rejects.
    const nearest = name.includes('nearest') && verdict === 'rejected' && /SEGMENT/.test(String(finding));
    expect(inspection.verdict).toBe(nearest ? 'accepted-with-errors' : verdict);
    for (const text of acknowledge(inspection, { controlNumber: '7', at: AT, detail: true }))
      expect(inspectBytes(Buffer.from(text, 'latin1')).verdict).toBe('accepted');
  });
});

test.each(checked)('what is found in and acknowledged of each broken %s stands beside it', (name) => {
  const told = FAULTS.map(([what, change]) => {
    const bytes = brokenBy(change, name);
    const inspection = inspectBytes(bytes);
    const [document] = translateBytes(bytes);
    if (document) expect(validate(document) || validate.errors).toBe(true);
    const written = acknowledge(inspection, { controlNumber: '7', at: AT, detail: true });
    // A document of another version is not rejected by its guide, but cannot do without its number.
    expect(document !== null || inspection.verdict === 'rejected' || name.includes('nearest')).toBe(true);
    return [`# ${what}: ${inspection.verdict}`, ...findingsOf(inspection), ...written].join('\n').trimEnd();
  });
  const text = `${told.join('\n\n')}\n`;
  expect(text).toBe(beside(`${name}.faults`, text));
});
