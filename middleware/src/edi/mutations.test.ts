import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { X12Parser, type X12Segment } from 'node-x12';
import { readdirSync, readFileSync } from 'node:fs';
import { inspectBytes, translateBytes } from '../testing/read-edi.ts';
import type { FileInspection } from './inspection.ts';
import { EdiReader } from './reader.ts';
import { writeEdifact } from './write/edifact.ts';
import { writeX12 } from './write/x12.ts';
import type { SegmentData } from './write/segments.ts';

/** How many broken files are read; `npm run test:mutations` reads 200,000. */
const RUNS = Number(process.env.MUTATIONS ?? 4000);
const FOLDER = new URL('../../../test/fixtures/edi/documents/', import.meta.url);
const files = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.edi'))
  .map((file) => readFileSync(new URL(file, FOLDER)));

const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  kind: fc.constantFrom('replace', 'insert', 'delete', 'duplicate', 'truncate'),
  byte: fc.oneof(fc.constantFrom(...Buffer.from("~*>+:'?^\n \0ISAGETXUNHZB019", 'latin1')), fc.nat(255)),
  length: fc.nat(60)
});

function mutated(
  bytes: Buffer,
  { at, kind, byte, length }: { at: number; kind: string; byte: number; length: number }
): Buffer {
  const place = Math.floor(at * bytes.length);
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
  if (kind === 'replace') return Buffer.concat([before, Buffer.from([byte]), after.subarray(1)]);
  if (kind === 'insert') return Buffer.concat([before, Buffer.from([byte]), after]);
  if (kind === 'delete') return Buffer.concat([before, after.subarray(length)]);
  if (kind === 'duplicate') return Buffer.concat([before, after.subarray(0, length), after]);
  return before;
}

/** Whether something counts as accepted though its envelope, or the one around it, is broken. */
function acceptsBroken({ interchanges }: FileInspection): boolean {
  const broken = (errors: readonly { severity: string }[]) => errors.some(({ severity }) => severity === 'error');
  return interchanges.some(
    ({ errors, verdict, groups }) =>
      (broken(errors) && verdict !== 'rejected') ||
      groups.some(
        (group) =>
          ((broken(errors) || broken(group.errors)) && group.verdict !== 'rejected') ||
          group.messages.some(
            (message) =>
              (broken(errors) || broken(group.errors) || broken(message.errors)) && message.verdict !== 'rejected'
          )
      )
  );
}

test('broken files are read without a crash, and nothing of a broken envelope is accepted', () => {
  fc.assert(
    fc.property(fc.constantFrom(...files), fc.array(mutation, { minLength: 1, maxLength: 4 }), (file, mutations) => {
      const bytes = mutations.reduce(mutated, file);
      const inspection = inspectBytes(bytes);
      expect(acceptsBroken(inspection)).toBe(false);
      translateBytes(bytes);
    }),
    { numRuns: RUNS }
  );
}, 3_600_000);

test('values of any length cost time in proportion to it', () => {
  const length = 200_000;
  for (const letter of ['0', ' ', '.', '-', 'A', '?', '\t', '[', '/'])
    for (const file of files.filter((_, index) => index % 4 === 0)) {
      const text = file.toString('latin1');
      // The last element of every seventh segment becomes long; quadratic time would take minutes.
      const long = text.replaceAll(/([*+:])[^*+:~']*([~'])/g, (whole, before: string, after: string, at: number) =>
        at % 7 === 0 && at > 200 ? `${before}${letter.repeat(length)}x${after}` : whole
      );
      inspectBytes(Buffer.from(long, 'latin1'));
      translateBytes(Buffer.from(long, 'latin1'));
    }
}, 60_000);

test('a file cut off anywhere is not accepted', () => {
  for (const file of files) {
    const end = file.toString('latin1').trimEnd().length - 1;
    for (let length = 1; length < end; length += 7)
      expect(inspectBytes(file.subarray(0, length)).verdict).not.toMatch(/^accepted$/);
  }
});

const value = fc.stringMatching(/^[A-Za-z0-9 .,()-]{1,20}$/).map((text) => text.trim() || 'x');
const anyText = fc
  .string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(...Array.from("abcXYZ019+:?' *~äß")) })
  .map((text) => text.trim() || 'x');
const segment = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(
      fc.constantFrom('QAA', 'QBB', 'QC'),
      fc.array(fc.oneof(text, fc.array(text, { minLength: 2, maxLength: 3 })), { minLength: 1, maxLength: 5 })
    )
    .map(([id, elements]): SegmentData => [id, ...elements]);
const us = { qualifier: 'ZZ', id: 'US' };
const them = { qualifier: 'ZZ', id: 'THEM' };
const at = new Date('2026-01-05T09:30:00Z');

describe('what is written is read as it was', () => {
  test('X12', () => {
    fc.assert(
      fc.property(fc.array(segment(value), { minLength: 1, maxLength: 8 }), (segments) => {
        const sets = [{ type: '000', controlNumber: '1', segments }];
        const group = {
          functionalId: 'XX',
          sender: 'US',
          receiver: 'THEM',
          controlNumber: '1',
          version: '004010',
          sets
        };
        const text = writeX12({ sender: us, receiver: them, controlNumber: '1', test: false, at, group });
        expect(inspectBytes(Buffer.from(text, 'latin1')).verdict).toBe('accepted');
        const told = text.split('~\n').slice(3, 3 + segments.length);
        expect(told).toEqual(
          segments.map((parts) => parts.map((part) => (Array.isArray(part) ? part.join('>') : part)).join('*'))
        );
      }),
      { numRuns: 200 }
    );
  });

  test('EDIFACT, whatever stands in its values', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const lines: SegmentData[] = [
          ['BGM', '220', 'PO-1', '9'],
          ['DTM', ['137', '20260105', '102']],
          ['FTX', 'AAI', '', '', text],
          ['UNS', 'S']
        ];
        const messages = [{ type: 'ORDERS', controlNumber: '1', identifier: ['D', '96A', 'UN'], segments: lines }];
        const file = Buffer.from(
          writeEdifact({ sender: us, receiver: them, controlNumber: '1', test: false, at, messages }),
          'latin1'
        );
        const [document] = translateBytes(file);
        expect(document).toMatchObject({ notes: [{ text }] });
      }),
      { numRuns: 300 }
    );
  });
});

test('node-x12 sees the same elements in sound X12 files', () => {
  // It has no word for an interchange of a TA1 alone.
  for (const file of files.filter((bytes) => /^ISA[^]*~\nGS/.test(bytes.toString('latin1')))) {
    const text = file.toString('latin1');
    const theirs: string[] = [];
    const keep = (all: X12Segment[]) =>
      theirs.push(...all.map((each) => [each.tag, ...each.elements.map((element) => element.value)].join('*')));
    const interchange = new X12Parser(true).parse(text);
    if (!('functionalGroups' in interchange)) throw new Error('node-x12 found no interchange.');
    for (const group of interchange.functionalGroups)
      for (const transaction of group.transactions) keep(transaction.segments);
    const ours = segmentsOf(file);
    expect(ours).toEqual(theirs);
  }
});

/** Every segment inside sets, as our reader tells it. */
function segmentsOf(bytes: Buffer): string[] {
  const told: string[] = [];
  const nothing = () => undefined;
  const reader = new EdiReader({
    setStart: nothing,
    segment: (each) => {
      const elements = Array.from({ length: each.elementCount }, (_, index) => each.raw(index + 1));
      told.push([each.id, ...elements].join('*'));
    },
    setEnd: nothing,
    groupEnd: nothing,
    interchangeEnd: nothing,
    fileFinding: nothing
  });
  reader.push(bytes);
  reader.end();
  return told;
}
