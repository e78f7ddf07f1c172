import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('main.ts', import.meta.url));
const DOCUMENTS = fileURLToPath(new URL('../../../test/fixtures/edi/documents/', import.meta.url));
const order = path.join(DOCUMENTS, '850-4010-order.edi');
const invoice = path.join(DOCUMENTS, 'INVOIC-D96A-invoice.edi');

interface Ran {
  code: number;
  output: string;
  errors: string;
}

function tgrid(args: string[], input = ''): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, ...args], (error, output, errors) => {
      resolve({ code: error === null ? 0 : Number(error.code), output, errors });
    });
    child.stdin?.end(input);
  });
}

describe('the EDI commands', () => {
  let directory = '';
  const file = (name: string) => path.join(directory, name);

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-edi-'));
    await writeFile(file('hello.txt'), 'hello');
    await writeFile(
      file('long.edi'),
      'ISA*00*          *00*          *ZZ*A              *ZZ*B              *260105*0930*U*00401*000000001*0*P*>~GS*PO*A*B*20260105*0930*1*X*004010~ST*850*0001~BEG*00*SA*X**20260105~CUR*BY*EURO~PO1**1*EA~SE*5*0001~GE*1*1~IEA*1*000000001~'
    );
    await writeFile(file('overlay.json'), JSON.stringify({ standard: 'X12', type: '850', strict: true }));
    await writeFile(file('broken.json'), '{"standard":"X12"');
    await writeFile(
      file('map.json'),
      JSON.stringify({ standard: 'X12', type: '850', fields: { release: { constant: 'ours' } } })
    );
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  test('inspect --json prints one object a file, and exits as the worst of them', async () => {
    const { code, output } = await tgrid(['inspect', '--json', order, file('long.edi'), file('hello.txt')]);
    expect(code).toBe(3);
    const lines = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([
      {
        file: order,
        verdict: 'accepted',
        interchanges: [
          {
            standard: 'X12',
            version: '00401',
            sender: 'ZZ:TGBUYER',
            receiver: 'ZZ:TGSELLER',
            verdict: 'accepted',
            errors: [],
            groups: [
              {
                id: 'PO',
                verdict: 'accepted',
                errors: [],
                messages: [{ type: '850', controlNumber: '0001', verdict: 'accepted', errors: [] }]
              }
            ]
          }
        ],
        errors: []
      },
      { verdict: 'accepted-with-errors' },
      { verdict: 'not-edi', interchanges: [], errors: [{ code: 'NOT_EDI' }] }
    ]);
    expect(lines[1]).toHaveProperty('interchanges.0.groups.0.messages.0.errors', [
      {
        code: 'ELEMENT_TOO_LONG',
        severity: 'warning',
        segmentPosition: 3,
        segment: 'CUR',
        element: 2,
        component: null,
        loop: null,
        acknowledgementCode: '5',
        found: 'EURO',
        expected: 'at most 3',
        offset: expect.any(Number),
        message: 'The currency (element 2 of CUR) is too long (at most 3): "EURO".'
      }
    ]);
  });

  test.each([
    [[order], 0],
    [['long.edi'], 1],
    [['overlay'], 2],
    [['hello.txt'], 3],
    [['missing.edi'], 64]
  ])('inspect %j exits with %i', async ([name = ''], expected) => {
    const args =
      name === 'overlay'
        ? [file('long.edi'), '--guide', file('overlay.json')]
        : [path.isAbsolute(name) ? name : file(name)];
    expect((await tgrid(['inspect', ...args])).code).toBe(expected);
  });

  test('inspect shows people the place, with the fault underlined', async () => {
    const { output } = await tgrid(['inspect', file('long.edi')]);
    expect(output).toContain('CUR*BY*EURO\n');
    expect(output).toContain(`${' '.repeat(10)}${' '.repeat(7)}^^^^\n`);
  });

  test('a file that cannot be read does not keep the others from being inspected', async () => {
    const { code, output, errors } = await tgrid(['inspect', '--json', file('missing.edi'), order]);
    expect([code, errors]).toEqual([64, expect.stringContaining('missing.edi cannot be read (ENOENT)')]);
    expect(JSON.parse(output)).toMatchObject({ file: order, verdict: 'accepted' });
  });

  test('of many sets those with faults are shown', async () => {
    const sound = (number: number) =>
      `ST*864*${String(number).padStart(4, '0')}~BMG*00~MIT*1~MSG*x~SE*5*${String(number).padStart(4, '0')}~`;
    const sets = Array.from({ length: 80 }, (_, index) => sound(index + 1));
    const text = `ISA*00*          *00*          *ZZ*A              *ZZ*B              *260105*0930*U*00401*000000001*0*P*>~GS*TX*A*B*20260105*0930*1*X*004010~${sets.join('').replace('SE*5*0077', 'SE*9*0077')}GE*80*1~IEA*1*000000001~`;
    await writeFile(file('many.edi'), text);
    const { output } = await tgrid(['inspect', file('many.edi')]);
    expect(output).toContain('864 004010 0077: rejected\n');
    expect(output).toContain('and 79 more: 79 accepted\n');
  });

  test('standard input is a file too', async () => {
    const { code, output } = await tgrid(['inspect', '-'], 'ST*850*0001~SE*2*0001~');
    expect(code).toBe(2);
    expect(output).toContain('the ISA segment, and with it sender and receiver, is missing');
  });

  test.each([
    [['inspect'], /missing required argument/],
    [['inspect', 'x', '--wish'], /unknown option/],
    [['inspect', 'GUIDE'], /broken.json cannot be read/],
    [['ack', 'x', '--control-number', '1a'], /"1a" is no control number/],
    [['ack', 'x', '--form', '998'], /Allowed choices are 997, 999, TA1, CONTRL/]
  ])('%j is wrong usage', async (args, message) => {
    const given = args.includes('GUIDE') ? ['inspect', order, '--guide', file('broken.json')] : args;
    const { code, errors } = await tgrid(given);
    expect([code, errors]).toEqual([64, expect.stringMatching(message)]);
  });

  test('translate prints canonical documents, by a partner’s map too', async () => {
    const { code, output } = await tgrid(['translate', invoice]);
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      standard: 'EDIFACT',
      type: 'INVOIC',
      verdict: 'accepted',
      document: { kind: 'invoice', number: 'RE-3001', total: '1389.42' }
    });
    const mapped = await tgrid(['translate', order, '--map', file('map.json')]);
    expect(JSON.parse(mapped.output)).toMatchObject({ document: { release: 'ours' } });
  });

  test('X12 beyond ASCII is read in the character set that is given', async () => {
    const text = (await readFile(order, 'latin1')).replace('Acme', 'Ak\xe8me');
    await writeFile(file('latin2.edi'), text, 'latin1');
    const named = async (...options: string[]) => (await tgrid(['translate', file('latin2.edi'), ...options])).output;
    expect(await named()).toContain('Akème');
    expect(await named('--charset', 'iso-8859-2')).toContain('Akčme');
    expect((await tgrid(['translate', order, '--charset', 'ebcdic'])).code).toBe(64);
  });

  test('ack prints what acknowledges a file', async () => {
    const { output } = await tgrid(['ack', file('long.edi'), '--control-number', '9']);
    expect(output).toContain('AK2*850*0001~\nAK3*CUR*3**8~\nAK4*2**5*EURO~\nAK5*E*5~\nAK9*E*1*1*1~');
    const brief = await tgrid(['ack', file('long.edi'), '--no-detail', '--form', '999']);
    expect(brief.output).toContain('ST*999*0001~\nAK1*PO*1*004010~\nAK9*E*1*1*1~');
    const none = await tgrid(['ack', path.join(DOCUMENTS, '997-4010-acknowledgement.edi')]);
    expect([none.output, none.errors]).toEqual(['', expect.stringContaining('nothing that is acknowledged')]);
  });
});
