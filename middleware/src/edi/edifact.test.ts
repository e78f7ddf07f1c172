import { describe, expect, test } from '@jest/globals';
import { findingsOf, inspectBytes, inspectText, translateBytes } from '../testing/read-edi.ts';

const message = (reference: string, lines: string[], type = 'ORDERS:D:96A:UN') => [
  `UNH+${reference}+${type}`,
  ...lines,
  `UNT+${lines.length + 2}+${reference}`
];
const BODY = ['BGM+220+PO-1+9', 'DTM+137:20260105:102', 'LIN+1++4012345678901:EN', 'QTY+21:5', 'UNS+S'];
const interchange = (inside: string[], count: number, unb = 'UNB+UNOC:3+A:14+B:14+260105:0930+77') => [
  unb,
  ...inside,
  `UNZ+${count}+77`
];
const text = (segments: string[], terminator = "'") => segments.map((segment) => segment + terminator).join('');
const SOUND = interchange(message('1', BODY), 1);

describe('service characters', () => {
  test.each([
    ['the defaults', text(SOUND)],
    ['a UNA that declares them', `UNA:+.? '${text(SOUND)}`],
    ['a UNA that declares others', `UNA;*,! ~${text(SOUND, '~').replaceAll('+', '*').replaceAll(':', ';')}`],
    ['a line end after every terminator', `UNA:+.? '\r\n${text(SOUND, "'\r\n")}`],
    ['a UNA without a release character', `UNA:+.  '${text(SOUND)}`]
  ])('%s', (_what, file) => {
    expect(inspectText(file)).toMatchObject({
      verdict: 'accepted',
      interchanges: [{ sender: '14:A', receiver: '14:B', controlNumber: '77', version: 'UNOC:3' }]
    });
  });

  test('a release character makes the next one data, another release character too', () => {
    const file = text(
      interchange(message('1', ['BGM+220+PO?+1??+9', "FTX+AAI+++O?'Neill?: 5?+", ...BODY.slice(1)]), 1)
    );
    const [document] = translateBytes(Buffer.from(file));
    expect(document).toMatchObject({ number: 'PO+1?', notes: [{ text: "O'Neill: 5+" }] });
  });

  test('a terminator that is released does not end a segment, also at the end of a chunk', () => {
    const file = Buffer.from(text(interchange(message('1', ["BGM+220+P?'1+9", ...BODY.slice(1)]), 1)));
    const whole = inspectBytes(file);
    expect(whole.verdict).toBe('accepted');
    for (let cut = 0; cut <= file.length; cut += 1) expect(inspectBytes(file, [], [cut])).toEqual(whole);
  });

  test('repetitions count from syntax version 4 on', () => {
    const com = 'NAD+BY+1::9\nCTA+IC+:Jo\nCOM+1:TE*j@x.example:EM'.split('\n');
    const lines = [BODY[0] ?? '', BODY[1] ?? '', ...com, ...BODY.slice(2)];
    const contacts = (syntax: string) => {
      const unb = `UNB+UNOC:${syntax}+A:14+B:14+260105:0930+77`;
      const [document] = translateBytes(
        Buffer.from(`UNA:+.?*'${text(interchange(message('1', lines, 'ORDERS:D:01B:UN'), 1, unb))}`)
      );
      return document?.kind === 'order' ? document.buyer?.contacts : undefined;
    };
    expect(contacts('4')).toEqual([{ role: expect.anything(), name: 'Jo', phone: '1', email: 'j@x.example' }]);
    expect(contacts('3')).toEqual([{ role: expect.anything(), name: 'Jo' }]);
  });

  test.each([
    ['UNOC', Buffer.from('Köln', 'latin1'), 'Köln'],
    ['UNOY', Buffer.from('Köln', 'utf8'), 'Köln'],
    ['UNOD', Buffer.from([0xa3, 0xf3, 0x64, 0xbc]), 'Łódź'],
    ['UNOE', Buffer.from([0xbc, 0xde, 0xe1, 0xda, 0xd2, 0xd0]), 'Москва'],
    ['UNOA', Buffer.from('Köln', 'utf8'), 'Köln'],
    ['XXXX', Buffer.from('Köln', 'latin1'), 'Köln']
  ])('the character set of UNB is obeyed: %s', (charset, name, expected) => {
    const unb = `UNB+${charset}:3+A:14+B:14+260105:0930+77`;
    const [before = '', after = ''] = text(
      interchange(message('1', [BODY[0] ?? '', BODY[1] ?? '', 'NAD+BY+1::9++#', ...BODY.slice(2)]), 1, unb)
    ).split('#');
    const [document] = translateBytes(Buffer.concat([Buffer.from(before), name, Buffer.from(after)]));
    expect(document).toMatchObject({ buyer: { name: expected } });
  });
});

describe('message types', () => {
  const typesOf = (file: string) =>
    inspectText(file).interchanges.flatMap(({ groups }) =>
      groups.flatMap(({ messages }) =>
        messages.map(({ header }) => [header.type, header.version, header.association, header.agency].join(' '))
      )
    );
  const types = [
    'ORDERS:D:96A:UN',
    'ORDERS:D:96A:UN',
    'ORDERS:D:96A:UN:EAN008',
    'ORDERS:D:96A:UN',
    'ORDERS:D:96A',
    'ORDERS:D:96A:U',
    'ORDERS:D:96B:UN',
    'INVOIC:D:96A:UN',
    'ORDERS:D:9?6A:UN',
    'ORDERS:D:96A:UN+X'
  ];

  test('each message is of its own type, whatever the one before was', () => {
    const messages = types.flatMap((type, index) => message(String(index), BODY, type));
    expect(typesOf(text(interchange(messages, types.length)))).toEqual([
      'ORDERS D.96A  UN',
      'ORDERS D.96A  UN',
      'ORDERS D.96A EAN008 UN',
      'ORDERS D.96A  UN',
      'ORDERS D.96A  ',
      'ORDERS D.96A  U',
      'ORDERS D.96B  UN',
      'INVOIC D.96A  UN',
      'ORDERS D.96A  UN',
      'ORDERS D.96A  UN'
    ]);
  });

  test('the same text is something else where other characters separate', () => {
    const first = text(SOUND);
    const second = `UNA;+.? '${text(SOUND.map((segment) => segment.replace(/^UNB.*/, 'UNB+UNOC;3+A;14+B;14+260105;0930+77')))}`;
    expect(typesOf(first + second)).toEqual(['ORDERS D.96A  UN', 'ORDERS:D:96A:UN .  ']);
  });
});

describe('envelopes', () => {
  test.each([
    ['UNB', SOUND.slice(0, -1), SOUND],
    ['UNA and UNB', SOUND.slice(0, -1), ["UNA:+.? '"].concat(SOUND)]
  ])('an interchange that is not closed ends before %s', (_what, first, second) => {
    const inspection = inspectText(text(first) + text(second).replace("''", "'"));
    expect(inspection.interchanges.map(({ verdict }) => verdict)).toEqual(['rejected', 'accepted']);
    expect(findingsOf(inspection)).toEqual(['error UNZ_MISSING UNZ@-']);
  });

  test('what stands behind the last interchange is told, though it looks like a segment', () => {
    expect(findingsOf(inspectText(`${text(SOUND)}BGM+220+1'FTX+AAI'`))).toEqual(['error DATA_OUTSIDE_INTERCHANGE -@-']);
  });

  const two = interchange([...message('1', BODY), ...message('2', BODY)], 2);

  test('groups are optional, and checked where they are', () => {
    const grouped = (une: string) =>
      text(interchange(['UNG+ORDERS+A+B+260105:0930+5+UN+D:96A', ...message('1', BODY), une], 1));
    expect(inspectText(grouped('UNE+1+5'))).toMatchObject({
      verdict: 'accepted',
      interchanges: [{ groups: [{ id: 'ORDERS', controlNumber: '5' }] }]
    });
    expect(findingsOf(inspectText(grouped('UNE+2+5')))).toEqual(['error UNE_COUNT UNE@-.1']);
    expect(findingsOf(inspectText(grouped('UNE+1+6')))).toEqual(['error UNE_CONTROL_NUMBER UNE@-.2']);
  });

  test.each([
    [
      'a message counted wrongly',
      text(two).replace('UNT+7+2', 'UNT+8+2'),
      'error UNT_COUNT UNT@7.1',
      ['accepted', 'rejected'],
      'accepted-with-errors'
    ],
    [
      'another reference',
      text(two).replace('UNT+7+2', 'UNT+7+3'),
      'error UNT_CONTROL_NUMBER UNT@7.2',
      ['accepted', 'rejected'],
      'accepted-with-errors'
    ],
    [
      'no UNT',
      text(two).replace("UNT+7+1'", ''),
      'error UNT_MISSING UNT@-',
      ['rejected', 'accepted'],
      'accepted-with-errors'
    ],
    [
      'messages counted wrongly',
      text(two).replace('UNZ+2', 'UNZ+3'),
      'error UNZ_COUNT UNZ@-.1',
      ['rejected', 'rejected'],
      'rejected'
    ],
    [
      'another control reference',
      text(two).replace('UNZ+2+77', 'UNZ+2+78'),
      'error UNZ_CONTROL_NUMBER UNZ@-.2',
      ['rejected', 'rejected'],
      'rejected'
    ],
    ['no UNZ', text(two).replace("UNZ+2+77'", ''), 'error UNZ_MISSING UNZ@-', ['rejected', 'rejected'], 'rejected'],
    [
      'no type',
      text(two).replace('UNH+2+ORDERS:D:96A:UN', 'UNH+2'),
      'error UNH_INCOMPLETE UNH@1.2',
      ['accepted', 'rejected'],
      'accepted-with-errors'
    ],
    ['no interchange', text(two.slice(1, -1)), 'error UNB_MISSING UNB@-', ['rejected', 'rejected'], 'rejected'],
    [
      'a segment between messages',
      text(two.toSpliced(1, 0, 'RFF+ON:1')),
      'error SEGMENT_OUTSIDE_SET RFF@-',
      ['rejected', 'rejected'],
      'rejected'
    ]
  ])('%s', (_what, file, finding, verdicts, verdict) => {
    const inspection = inspectText(file);
    expect(findingsOf(inspection)).toContain(finding);
    expect(
      inspection.interchanges.flatMap(({ groups }) =>
        groups.flatMap(({ messages }) => messages.map((each) => each.verdict))
      )
    ).toEqual(verdicts);
    expect(inspection.verdict).toBe(verdict);
  });

  test('a UNA that makes no sense, and a file that ends in its UNB', () => {
    expect(findingsOf(inspectText(`UNAAAAAAA${text(SOUND)}`))).toEqual(['error NOT_EDI -@-']);
    expect(findingsOf(inspectText(`UNA+++++'${text(SOUND)}`))).toContain('error UNA_UNREADABLE UNA@-');
    expect(findingsOf(inspectText('UNB+UNOC:3+A'))).toEqual(['error UNB_UNREADABLE UNB@-']);
  });

  test('interchanges of both standards may stand in one file', () => {
    const isa =
      'ISA*00*          *00*          *ZZ*A              *ZZ*B              *260105*0930*U*00401*000000001*0*P*>';
    const x12 = [
      isa,
      'GS*PO*A*B*20260105*0930*1*X*004010',
      'ST*850*0001',
      'BEG*00*SA*X**20260105',
      'PO1**1*EA',
      'SE*4*0001',
      'GE*1*1',
      'IEA*1*000000001'
    ];
    const inspection = inspectText(`${text(SOUND)}\n${text(x12, '~\n')}UNA:+.? '${text(SOUND)}`);
    expect(inspection).toMatchObject({
      verdict: 'accepted',
      interchanges: [{ standard: 'EDIFACT' }, { standard: 'X12' }, { standard: 'EDIFACT' }]
    });
  });

  test('X12 without its interchange is recognised by the form of its ST or GS segment', () => {
    for (const file of [
      'ST*850*0001~BEG*00*SA*X**20260105~SE*3*0001~',
      'GS|PO|A|B|20260105|0930|1|X|004010\nST|850|0001\nSE|2|0001\nGE|1|1\n'
    ]) {
      const inspection = inspectText(file);
      expect(inspection.verdict).toBe('rejected');
      expect(findingsOf(inspection)).toContain('error ISA_MISSING ISA@-');
    }
    expect(inspectText('STAR*WARS').verdict).toBe('not-edi');
  });

  describe('packages of bytes (syntax 4)', () => {
    const object = "any'bytes'UNZ+9+9'\u00ff\u0000?";
    const packaged = (declared: number, trailer: string, before = '') =>
      `UNB+UNOC:4+A:14+B:14+20260105:0930+77'UNO+7+ACI:1+1:2+${declared}'${object}${trailer}'${before}UNZ+1+77'`;

    test('are counted with the messages, and never read as segments, wherever the stream is cut', () => {
      const file = Buffer.from(packaged(object.length, `UNP+${object.length}+7`), 'latin1');
      for (let cut = 0; cut <= file.length; cut += 1) {
        const inspection = inspectBytes(file, [], [cut]);
        expect([inspection.verdict, findingsOf(inspection)]).toEqual(['accepted', []]);
      }
    });

    test('are no segments, though they look like some', () => {
      const bytes = "BGM+220+1'UNT+2+1'UNZ+1+77'";
      const uno = `UNO+7+ACI:1+1:2+${bytes.length}'${bytes}UNP+${bytes.length}+7`;
      const unb = 'UNB+UNOC:4+A:14+B:14+20260105:0930+77';
      expect(findingsOf(inspectText(text(interchange([...message('1', BODY), uno], 2, unb))))).toEqual([]);
    });

    test('may have segments before their object', () => {
      const file = packaged(object.length, `UNP+${object.length}+7`).replace(
        `+${object.length}'`,
        `+${object.length}:1'USC+1'`
      );
      expect(findingsOf(inspectText(file))).toEqual([]);
    });

    test.each([
      ['another length in its trailer', packaged(object.length, 'UNP+1+7'), ['warning UNP_COUNT UNP@-.1']],
      ['another number', packaged(object.length, `UNP+${object.length}+8`), ['warning UNP_CONTROL_NUMBER UNP@-.2']],
      ['no trailer', packaged(object.length, 'UNX+1'), ['warning UNP_MISSING UNP@-']],
      [
        'a trailer alone',
        packaged(object.length, `UNP+${object.length}+7`, "UNP+1+1'"),
        ['warning UNP_UNEXPECTED UNP@-']
      ]
    ])('%s is told, and rejects nothing', (_what, file, findings) => {
      const inspection = inspectText(file);
      expect([inspection.verdict, findingsOf(inspection)]).toEqual(['accepted-with-errors', findings]);
    });

    test('a length beyond the file is no end to memory, and rejects', () => {
      const inspection = inspectText(packaged(999_999_999_999, 'UNP+1+7'));
      expect(inspection.verdict).toBe('rejected');
      expect(findingsOf(inspection)).toContain('error UNZ_MISSING UNZ@-');
    });
  });
});

describe('messages of many lines', () => {
  const numbers = Array.from({ length: 700 }, (_, index) => index + 1);
  const lines = (message: number) =>
    numbers.flatMap((number) => [
      `LIN+${number}++${message}-${number}:EN`,
      // Segments that are read in another way stand between those that are copied together.
      ...(number % 50 === 0 ? [`IMD+F++:::Größe ${number}?+`] : []),
      `QTY+21:${number + message}:PCE`
    ]);
  const messages = [1, 2, 3].flatMap((number) =>
    message(String(number), ['BGM+220+PO-1+9', 'DTM+137:20260105:102', ...lines(number), 'UNS+S'])
  );
  const file = Buffer.from(text(interchange(messages, 3), "'\n"), 'latin1');

  test.each([1, 61, 997, 2048, 5000, 20_000, file.length])(
    'are translated line by line from pieces of %s bytes',
    (chunk) => {
      const documents = translateBytes(file, chunk) as unknown as { lines: Record<string, unknown>[] }[];
      documents.forEach((document, index) => {
        expect(
          document.lines.map(({ number, gtin, quantity, description }) => [number, gtin, quantity, description])
        ).toEqual(
          numbers.map((number) => [
            String(number),
            `${index + 1}-${number}`,
            String(number + index + 1),
            number % 50 === 0 ? `Größe ${number}+` : undefined
          ])
        );
      });
      expect(documents.length).toBe(3);
    }
  );
});
