import { expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import type { Finding } from '../edi/finding.ts';
import { excerptOf } from './excerpt.ts';

const finding = (segment: string, element: number | null, component: number | null = null): Finding => ({
  code: 'ELEMENT_CODE',
  severity: 'warning',
  segmentPosition: 2,
  segment,
  element,
  component,
  offset: 0,
  message: ''
});

/** What is underlined, as the marks beneath say. */
function underlined(text: string, at: Finding): string {
  const [line = '', marks = ''] = excerptOf(Buffer.from(text), at, '  ').map(stripVTControlCharacters);
  return line.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1);
}

test('the element or component at fault is underlined, the segment id where it is the segment', () => {
  expect(underlined('BEG*00*SA*X~', finding('BEG', 2))).toBe('SA');
  expect(underlined('BEG*00*SA*X~', finding('BEG', null))).toBe('BEG');
  expect(underlined("DTM+137:20261305:102'", finding('DTM', 1, 2))).toBe('20261305');
});

test('released separators are data', () => {
  expect(underlined("FTX+AAI++A?+B+C:D?:E:F'", finding('FTX', 4, 2))).toBe('D?:E');
});

test('of a long segment what surrounds the fault is shown', () => {
  const text = `MSG*${'x'.repeat(300)}*ZZ*${'y'.repeat(300)}~`;
  const [line = ''] = excerptOf(Buffer.from(text), finding('MSG', 2), '').map(stripVTControlCharacters);
  expect(underlined(text, finding('MSG', 2))).toBe('ZZ');
  expect(line).toMatch(/^…x+\*ZZ\*y+…$/);
  expect(line.length).toBeLessThan(110);
});

test('a terminal is told nothing by a file, and shown its letters', () => {
  const [line = ''] = excerptOf(Buffer.from("NAD+BY+\x1b[2JMärkte'"), finding('NAD', 1), '');
  expect(stripVTControlCharacters(line)).toBe('NAD+BY+·[2JMärkte');
});

test('nothing is shown where another segment stands', () => {
  expect(excerptOf(Buffer.from('PO1*1~'), finding('N1', 1), '')).toEqual([]);
});
