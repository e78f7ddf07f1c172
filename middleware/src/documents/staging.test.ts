import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { X12Parser } from 'node-x12';
import { EdiReader } from '../edi/reader.ts';
import { outcomeOf } from './draft.ts';
import { partsOf } from './parts.ts';
import type { Payload } from './payload.ts';
import { Staging, type StagingStep } from './staging.ts';

const FIXTURES = new URL('../../../test/fixtures/edi/', import.meta.url);
const SAMPLES = new URL('../../../../shared/samples/edi/', import.meta.url);

function stage(bytes: Uint8Array, name = 'order.edi'): StagingStep[] {
  const file = {
    id: 7,
    tenant: 'acme',
    mailbox: 'm',
    name,
    size: bytes.length,
    sha256: 'f00',
    receipts: 1,
    attempts: 0,
    silent: false,
    corrects: null,
    corrected_by: null,
    correction_reason: null,
    trace: null,
    reason: null
  };
  const staging = new Staging({ ...file, received_at: new Date(0), status: 'received' }, [
    { qualifier: 'ZZ', id: 'TGSELLER' }
  ]);
  const reader = new EdiReader(staging);
  reader.push(bytes);
  reader.end();
  return staging.take();
}

const payloads = (steps: StagingStep[]) =>
  steps.flatMap((step) => ('document' in step ? [JSON.parse(step.document.payload) as Payload] : []));

const fixture = (name: string) => readFileSync(new URL(name, FIXTURES));

describe('fixtures', () => {
  test.each(['850-sound', '850-one-bad-set'])('%s becomes what stands beside it', (name) => {
    const found = payloads(stage(fixture(`${name}.edi`), `${name}.edi`));
    const keys = found.flatMap(({ order }) => order?.lines.map(({ key }) => key) ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{64}$/);
    const told = JSON.parse(
      JSON.stringify(found, (key, value: unknown) => (key === 'key' || value === 'seller' ? undefined : value))
    ) as unknown;
    expect(told).toEqual(JSON.parse(fixture(`${name}.json`).toString()));
  });

  test('the same order keeps its record key and line keys over versions, and another partner has others', () => {
    const sound = fixture('850-sound.edi').toString();
    const keysOf = (text: string) =>
      stage(Buffer.from(text)).flatMap((step) =>
        'document' in step ? [step.document.record_key, step.document.partition_key] : []
      );
    expect(keysOf(sound.replaceAll('*120*', '*130*').replace('*373', '*383'))).toEqual(keysOf(sound));
    expect(keysOf(sound.replace('ZZ*TGBUYER ', 'ZZ*TGOTHER '))).not.toEqual(keysOf(sound));
  });

  test('an order without a number is rejected, and says so', () => {
    const [payload] = payloads(stage(Buffer.from(fixture('850-sound.edi').toString().replace('PO-4711', ''))));
    expect(payload?.order).toBeUndefined();
    expect(payload?.document).toMatchObject({
      validationStatus: 'Rejected',
      reason: expect.stringContaining('no number')
    });
  });

  test('an order of which not even a line fits into an event is held without its order', () => {
    const [whole] = payloads(stage(fixture('850-sound.edi')));
    const [line] = whole?.order?.lines ?? [];
    if (!whole?.order || !line) throw new Error('the order should have lines');
    const long = { ...whole, order: { ...whole.order, lines: [{ ...line, description: 'x'.repeat(140_000) }] } };
    expect(partsOf(long)).toBeNull();
    const { outcome, hold, reason, payload } = outcomeOf(long);
    expect([outcome, hold, (JSON.parse(payload) as Payload).order]).toEqual(['held', 'too-large', undefined]);
    expect(reason).toContain('can carry');
  });

  test('an order too large for one event is told in parts, each with the header and some lines', () => {
    const lines = Array.from({ length: 900 }, (_, index) => `PO1*${index + 10}*1*EA*1.00**VN*ITEM-${index}~`).join(
      '\n'
    );
    const text = fixture('850-sound.edi')
      .toString()
      .replace('CTT*3*373~', `${lines}\nCTT*903~`)
      .replace('SE*24*', 'SE*924*');
    const [whole] = payloads(stage(Buffer.from(text)));
    if (!whole?.order) throw new Error('the order should be read');
    const parts = partsOf(whole) ?? [];
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(JSON.stringify(part).length).toBeLessThanOrEqual(131_072);
    expect(parts.flatMap(({ order }) => order?.lines ?? [])).toEqual(whole.order.lines);
    let line = 0;
    for (const { order } of parts) {
      expect([order?.firstLine, order?.linesExpected]).toEqual([line, 903]);
      line += order?.lines.length ?? 0;
    }
  });

  test('what we sent ourselves is outbound: we are the buyer of its order', () => {
    const text = fixture('850-sound.edi')
      .toString()
      .replace('ZZ*TGBUYER        *ZZ*TGSELLER       ', 'ZZ*TGSELLER       *ZZ*TGBUYER        ');
    expect(stage(Buffer.from(text))[0]).toMatchObject({
      document: { partner: 'ZZ:TGBUYER', outcome: 'translated', order_number: 'PO-4711' }
    });
    expect(payloads(stage(Buffer.from(text)))[0]?.order?.role).toBe('buyer');
  });

  test('a file that holds no EDI makes one rejected document', () => {
    expect(payloads(stage(Buffer.from('hello')))).toMatchObject([
      {
        document: {
          type: null,
          sender: null,
          validationStatus: 'Rejected',
          reason: expect.stringContaining('neither X12 nor EDIFACT') as unknown
        }
      }
    ]);
  });

  test('an interchange rejected as a whole makes one document that names every fault', () => {
    const text = fixture('850-one-bad-set.edi').toString().replace('IEA*1*000000102', 'IEA*1*000000999');
    const steps = stage(Buffer.from(text));
    const replacement = steps.find((step) => step.do === 'replace-interchange');
    const codes =
      replacement && (JSON.parse(replacement.document.payload) as Payload).document.findings.map(({ code }) => code);
    expect(codes).toEqual(['IEA_CONTROL_NUMBER', 'SE_COUNT']);
  });
});

/** Verdicts on the public files that hold an 850, by what stands in them. */
const EXPECTED: Record<string, { orders: string[]; documents?: string[] }> = {
  '810_850_staedi__invoice810_po850_dual.edi': { orders: ['S115921858 4 lines null'] },
  '850_864_vscode-edi-sup__X12-interchanges.x12': { orders: ['PO1 0 lines null', 'PO3 0 lines null'] },
  '850_EDI.Net__x12.Issue172.edi': { orders: [], documents: ['IEA_CONTROL_NUMBER', 'SE_COUNT'] },
  '850_EdiEngine__850.Composite.SLN.OK.edi': { orders: ['08292233294 2 lines 13045.94'], documents: ['TOTAL_DIFFERS'] },
  '850_node-x12__850.edi': { orders: ['08292233294 6 lines 13045.94'] },
  '850_node-x12__850_2.edi': { orders: ['08292233294 6 lines 13045.94'] },
  '850_stupidedi__1.edi': { orders: [], documents: ['SE_COUNT'] },
  '850_stupidedi__1f0d_1.edi': { orders: ['PO12345 1 lines 10.00'], documents: ['ISA_LENGTH'] },
  '850_vscode-edi-sup__850-lineBreak-LF.x12': {
    orders: ['0019-1234567-1234 0 lines null'],
    documents: ['LINE_COUNT']
  }
};

const samples = existsSync(SAMPLES) ? readdirSync(SAMPLES).filter((name) => name.includes('850_')) : [];

describe('public 850 files', () => {
  if (samples.length === 0) test.skip('need ../shared/samples/edi, which is not here', () => undefined);

  for (const name of samples) {
    test(name, () => {
      const steps = stage(readFileSync(new URL(name, SAMPLES)), name);
      const replaced = new Set(
        steps.flatMap((step) => (step.do === 'replace-interchange' ? [step.interchange.index] : []))
      );
      const kept = steps.filter((step) => step.do !== 'insert' || !replaced.has(step.document.interchange_index));
      const found = payloads(kept);
      const orders = found.flatMap(({ order }) =>
        order ? [`${order.number} ${order.lines.length} lines ${order.total ?? 'null'}`] : []
      );
      const envelope = steps.flatMap((step) => (step.do === 'flag-interchange' ? step.interchange.findings.all : []));
      const codes = [...found.flatMap(({ document }) => document.findings), ...envelope].map(({ code }) => code);
      expect(orders).toEqual(EXPECTED[name]?.orders);
      expect(codes).toEqual(expect.arrayContaining(EXPECTED[name]?.documents ?? []));
    });
  }
});

test('node-x12 reads the same elements from a small sound file', () => {
  const text = fixture('850-sound.edi').toString();
  const theirs = new X12Parser(true).parse(text.replaceAll('\n', ''));
  const ours: string[][] = [];
  const nothing = () => undefined;
  const reader = new EdiReader({
    setStart: nothing,
    segment: (segment) =>
      ours.push([
        segment.id,
        ...Array.from({ length: segment.elementCount }, (_, index) => segment.element(index + 1))
      ]),
    setEnd: nothing,
    groupEnd: nothing,
    interchangeEnd: nothing,
    fileFinding: nothing
  });
  reader.push(Buffer.from(text));
  reader.end();
  if (!('functionalGroups' in theirs)) throw new Error('node-x12 found no interchange');
  const segments = theirs.functionalGroups[0]?.transactions[0]?.segments ?? [];
  expect(ours).toEqual(segments.map(({ tag, elements }) => [tag, ...elements.map(({ value }) => value)]));
});
