import { editable, placeFaults, readSegments, setOf } from 'c/ediText';

const isa = (control, separator = '*', end = '~') =>
  ['ISA', '00', ' '.repeat(10), '00', ' '.repeat(10), 'ZZ', 'TGBUYER'.padEnd(15), 'ZZ', 'TGSELLER'.padEnd(15)]
    .concat(['261120', '0830', 'U', '00401', control, '0', 'P', '>'])
    .join(separator) + end;
const x12 = `${isa('000000001')}
GS*PO*TGBUYER*TGSELLER*20261120*0830*1*X*004010~
ST*850*0001~
BEG*00*NE*A**20261120~
SE*3*0001~
ST*850*0002~
BEG*00*NE*B**20261120~
PO1*1*5*EA*9.25~
SE*9*0002~
GE*2*1~
IEA*1*000000001~
`;
const document = (setControlNumber, interchangeControlNumber = '000000001') => ({
  setControlNumber,
  interchangeControlNumber
});

describe('segments of X12', () => {
  it('are counted from ST within their set', () => {
    const segments = readSegments(x12);
    expect(segments.map(({ tag, set, position }) => [tag, set, position])).toEqual([
      ['ISA', undefined, undefined],
      ['GS', undefined, undefined],
      ['ST', '0001', 1],
      ['BEG', '0001', 2],
      ['SE', '0001', 3],
      ['ST', '0002', 1],
      ['BEG', '0002', 2],
      ['PO1', '0002', 3],
      ['SE', '0002', 4],
      ['GE', undefined, undefined],
      ['IEA', undefined, undefined]
    ]);
    expect(segments.map(({ text }) => text).join('\n') + '\n').toBe(x12);
  });

  it('may end with a line feed, and be separated by other characters', () => {
    const odd = [isa('000000007', '|', '\n').trimEnd(), 'ST|810|7', 'SE|2|7'].join('\n');
    expect(readSegments(odd).map(({ tag, position }) => [tag, position])).toEqual([
      ['ISA', undefined],
      ['ST', 1],
      ['SE', 2]
    ]);
  });
});

describe('segments of EDIFACT', () => {
  it('keep released separators within their elements', () => {
    const [, , , ftx] = readSegments("UNA:+.? 'UNB+UNOA:2+A+B+1+REF'UNH+1+ORDERS:D'FTX+AAI+++O?'Neill?+Sons'UNT+3+1'");
    expect(ftx).toMatchObject({ tag: 'FTX', position: 2, set: '1', interchange: 'REF' });
    expect(ftx.elements.at(-1)).toBe("O?'Neill?+Sons");
  });
});

describe('the set of a document', () => {
  it('is found by its control number, with zeros or without', () => {
    const segments = readSegments(x12);
    expect(setOf(segments, document('2'))).toBe(1);
    expect(setOf(segments, document('0001'))).toBe(0);
    expect(setOf(segments, document('9'))).toBeUndefined();
  });

  it('is that of its own interchange where the numbers are used again', () => {
    const segments = readSegments(x12 + x12.replaceAll('000000001', '000000002'));
    expect(setOf(segments, document('0002', '000000002'))).toBe(3);
  });
});

describe('faults', () => {
  it('stand at the segment of their own set', () => {
    const segments = readSegments(x12);
    const marks = placeFaults(segments, document('0002'), [{ position: 4, segment: 'SE', message: 'Wrong count' }]);
    expect([...marks].map(([index, [{ message }]]) => [segments[index].text, message])).toEqual([
      ['SE*9*0002~', 'Wrong count']
    ]);
  });

  it('of the envelope stand at its segment; those without a place nowhere', () => {
    const segments = readSegments(x12);
    const marks = placeFaults(segments, document(undefined), [{ segment: 'GE' }, { message: 'Nowhere' }]);
    expect([...marks.keys()].map((index) => segments[index].tag)).toEqual(['GE']);
  });
});

describe('the text to edit', () => {
  it('has a line for each segment, and goes back to what the file has between them', () => {
    const oneLine = x12.replaceAll('\n', '');
    const { shown, restore } = editable(oneLine);
    expect(shown.split('\n')).toHaveLength(11);
    expect(restore(shown.replace('SE*9', 'SE*4'))).toBe(oneLine.replace('SE*9', 'SE*4'));
  });

  it('keeps the line breaks of the file', () => {
    const windows = x12.replaceAll('\n', '\r\n');
    const { shown, restore } = editable(windows);
    expect(shown).toBe(x12);
    expect(restore(shown)).toBe(windows);
  });

  it('of something else is what it is', () => {
    expect(readSegments('no EDI\nat all').map(({ text }) => text)).toEqual(['no EDI', 'at all']);
  });
});
