import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SetContext } from './envelope.ts';
import { type Finding, verdictOf } from './finding.ts';
import { EdiReader } from './reader.ts';

const setVerdict = ({ interchange, group, set }: SetContext) =>
  verdictOf([...interchange.findings.all, ...group.findings.all, ...set.findings.all]);

const ISA = 'ISA*00*          *00*          *ZZ*TGBUYER        *ZZ*TGSELLER       *260105*0930*U*00401*000000101*0*P*>';
const SOUND = [
  ISA,
  'GS*PO*A*B*20260105*0930*11*X*004010',
  'ST*850*0001',
  'BEG*00*SA*X',
  'SE*3*0001',
  'GE*1*11',
  'IEA*1*000000101'
];

interface Read {
  sets: string[];
  segments: string[];
  findings: string[];
  offsets: number[];
}

/** Everything that the reader tells of a file, in a form that two readings can be compared by. */
function read(bytes: Uint8Array, cuts: number[] = []): Read {
  const told: Read = { sets: [], segments: [], findings: [], offsets: [] };
  const keep = (findings: readonly Finding[]) => {
    told.findings.push(
      ...findings.map(({ code, severity, segmentPosition }) => `${severity} ${code} ${segmentPosition ?? '-'}`)
    );
    told.offsets.push(...findings.map(({ offset }) => offset));
  };
  const open: (() => void)[] = [];
  const reader = new EdiReader({
    setStart: () => undefined,
    segment: (segment, position) => {
      const elements = Array.from({ length: segment.elementCount }, (_, index) => segment.raw(index + 1));
      told.segments.push(`${position} ${[segment.id, ...elements].join('|')} @${segment.offset}`);
    },
    setEnd: (context) => {
      open.push(() => told.sets.push(`${context.set.type} ${context.set.controlNumber} ${setVerdict(context)}`));
      keep(context.set.findings.all);
    },
    groupEnd: (_interchange, group) => keep(group.findings.all),
    interchangeEnd: (interchange) => {
      keep(interchange.findings.all);
      for (const close of open.splice(0)) close();
    },
    fileFinding: (finding) => keep([finding])
  });
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let at = 0;
  for (const end of [...ends, bytes.length]) {
    reader.push(bytes.slice(at, end));
    at = end;
  }
  reader.end();
  return told;
}

const readText = (text: string) => read(Buffer.from(text, 'latin1'));
const file = (segments: string[], terminator = '~') => segments.map((segment) => segment + terminator).join('');
const replaced = (position: number, ...segments: string[]) => file(SOUND.toSpliced(position, 1, ...segments));

describe('a sound file', () => {
  test('gives its set and nothing to complain about', () => {
    expect(readText(file(SOUND))).toEqual({
      sets: ['850 0001 accepted'],
      segments: [`2 BEG|00|SA|X @${file(SOUND.slice(0, 3)).length}`],
      findings: [],
      offsets: []
    });
  });

  test.each(['~', '!', '\n', '\r', '~\r\n', '~\n', '\u001d'])(
    'is read whatever its terminator is (%j)',
    (terminator) => {
      expect(readText(file(SOUND, terminator))).toMatchObject({ sets: ['850 0001 accepted'], findings: [] });
    }
  );

  test('may use any element separator', () => {
    expect(readText(file(SOUND).replaceAll('*', '|')).sets).toEqual(['850 0001 accepted']);
  });

  test.each([
    ['a byte order mark', '\u00ef\u00bb\u00bf', 'note BYTE_ORDER_MARK -'],
    ['white space', '\r\n  ', 'note WHITE_SPACE -']
  ])('may have %s before it, which is noted', (_what, prefix, finding) => {
    expect(readText(prefix + file(SOUND))).toMatchObject({ sets: ['850 0001 accepted'], findings: [finding] });
  });

  test('may be followed by another interchange with other delimiters', () => {
    const other = file(SOUND, '\n')
      .replaceAll('*', '+')
      .replaceAll('0001', '0002')
      .replaceAll('000000101', '000000103');
    expect(readText(file(SOUND) + other).sets).toEqual(['850 0001 accepted', '850 0002 accepted']);
  });

  test('may lack its very last terminator', () => {
    expect(readText(file(SOUND).slice(0, -1))).toMatchObject({
      sets: ['850 0001 accepted'],
      findings: ['note TERMINATOR_MISSING -']
    });
  });

  test('may hold nothing but an acknowledgement, counted as a group or not', () => {
    for (const count of ['0', '1']) {
      expect(readText(file([ISA, 'TA1*000000001*260105*0930*A*000', `IEA*${count}*000000101`])).findings).toEqual([]);
    }
  });

  test('may hold binary data with terminators in it', () => {
    const bytes = replaced(3, 'BIN*5*a~b*c', 'EFI*1').replace('SE*3', 'SE*4');
    const told = readText(bytes);
    expect(told).toMatchObject({ sets: ['850 0001 accepted'], findings: [] });
    expect(told.segments).toHaveLength(2);
  });
});

describe('lengths of ISA', () => {
  test('are counted by elements; a wrong one is a warning', () => {
    const short = file(SOUND).replace('TGBUYER        ', 'TGBUYER');
    expect(readText(short)).toMatchObject({
      sets: ['850 0001 accepted-with-errors'],
      findings: ['warning ISA_LENGTH -']
    });
  });

  test('do not matter so much that a missing element could be read over', () => {
    expect(readText(file(SOUND).replace('*0*P*>', '*0')).findings).toEqual(['error ISA_UNREADABLE -']);
  });
});

describe('faulty envelopes', () => {
  test.each([
    ['wrong SE count', replaced(4, 'SE*4*0001'), ['error SE_COUNT 3'], 'rejected'],
    ['SE count that is no number', replaced(4, 'SE*three*0001'), ['error SE_COUNT 3'], 'rejected'],
    ['other SE control number', replaced(4, 'SE*3*0009'), ['error SE_CONTROL_NUMBER 3'], 'rejected'],
    ['leading zeros in SE', replaced(4, 'SE*3*1'), ['warning CONTROL_NUMBER_FORM 3'], 'accepted-with-errors'],
    ['no SE', replaced(4), ['error SE_MISSING -'], 'rejected'],
    ['wrong GE count', replaced(5, 'GE*2*11'), ['error GE_COUNT -'], 'rejected'],
    ['other GE control number', replaced(5, 'GE*1*12'), ['error GE_CONTROL_NUMBER -'], 'rejected'],
    ['no GE', replaced(5), ['error GE_MISSING -'], 'rejected'],
    ['wrong IEA count', replaced(6, 'IEA*2*000000101'), ['error IEA_COUNT -'], 'rejected'],
    ['other IEA control number', replaced(6, 'IEA*1*000000102'), ['error IEA_CONTROL_NUMBER -'], 'rejected'],
    ['no IEA', replaced(6), ['error IEA_MISSING -'], 'rejected'],
    ['no GS', replaced(1), ['error GS_MISSING -', 'error GE_UNEXPECTED -'], 'rejected'],
    [
      'no control number in ST',
      replaced(2, 'ST*850'),
      ['error ST_INCOMPLETE 1', 'error SE_CONTROL_NUMBER 3'],
      'rejected'
    ],
    ['a segment outside sets', replaced(5, 'REF*X', 'GE*1*11'), ['error SEGMENT_OUTSIDE_SET -'], 'rejected']
  ])('%s', (_what, text, findings, verdict) => {
    const told = readText(text);
    expect(told.findings).toEqual(expect.arrayContaining(findings));
    expect(told.sets.map((set) => set.split(' ').at(-1))).toEqual([verdict]);
  });

  test('one bad set does not sink its neighbours', () => {
    const sets = ['ST*850*1', 'SE*2*1', 'ST*850*2', 'SE*9*2', 'ST*850*3', 'SE*2*3'];
    const text = file([...SOUND.slice(0, 2), ...sets, 'GE*3*11', 'IEA*1*000000101']);
    expect(readText(text).sets).toEqual(['850 1 accepted', '850 2 rejected', '850 3 accepted']);
  });

  test.each([
    ['', 'error FILE_EMPTY -'],
    [' \r\n', 'error FILE_EMPTY -'],
    ['hello', 'error NOT_EDI -'],
    ["UNB+UNOA:1+A+B+260101:1200+1'", 'error UNZ_MISSING -'],
    ['ISA*00*', 'error ISA_UNREADABLE -'],
    [`${file(SOUND)}garbage`, 'error DATA_OUTSIDE_INTERCHANGE -']
  ])('%j is told as what it is', (text, finding) => {
    expect(readText(text).findings).toContain(finding);
  });

  test('wherever a file is truncated, nothing of it is accepted', () => {
    const whole = file(SOUND, '~\n');
    for (let length = 0; length < whole.length - 2; length += 1) {
      const told = readText(whole.slice(0, length));
      expect(told.findings.join()).toContain('error');
      expect(told.sets.join()).not.toContain('accepted');
    }
  });
});

describe('the result does not depend on where the stream is cut', () => {
  const awkward = Buffer.from(
    `\u00ef\u00bb\u00bf\r\n ${file(SOUND, '~\r\n')}\n${replaced(3, 'BIN*7*~~ISA*~', 'N1*ST*\u00e9t\u00e9')}  junk ${file(SOUND, '!').slice(0, -9)}`,
    'latin1'
  );

  test('at every single position, and byte by byte', () => {
    const whole = read(awkward);
    for (let cut = 0; cut <= awkward.length; cut += 1) expect(read(awkward, [cut])).toEqual(whole);
    expect(read(awkward, Array.from(awkward.keys()))).toEqual(whole);
  });

  test('for mutated files and any cuts', () => {
    const mutation = fc.record({
      at: fc.nat(),
      byte: fc.constantFrom(...Buffer.from('~*\n ISAGETX0\0\u00ff', 'latin1'))
    });
    fc.assert(
      fc.property(fc.array(mutation, { maxLength: 4 }), fc.array(fc.nat(), { maxLength: 6 }), (mutations, cuts) => {
        const bytes = Buffer.from(awkward);
        for (const { at, byte } of mutations) bytes[at % bytes.length] = byte;
        expect(read(bytes, cuts)).toEqual(read(bytes));
      }),
      { numRuns: 500 }
    );
  });
});

test('memory does not grow with the file: a segment without an end is given up', () => {
  const reader = new EdiReader({
    setStart: () => undefined,
    segment: () => undefined,
    setEnd: () => undefined,
    groupEnd: () => undefined,
    interchangeEnd: ({ findings }) => expect(findings.has('SEGMENT_TOO_LONG')).toBe(true),
    fileFinding: () => undefined
  });
  expect.assertions(1);
  reader.push(Buffer.from(`${ISA}~`));
  for (let chunk = 0; chunk < 80; chunk += 1) reader.push(Buffer.alloc(64 * 1024, 'x'));
  reader.end();
});
