import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Reader as EdifactReader } from 'edifact';
import { X12Parser } from 'node-x12';
import { writeEdifact } from '../../edi/write/edifact.ts';
import { writeX12 } from '../../edi/write/x12.ts';
import { findingsOf, inspectText, translateBytes } from '../../testing/read-edi.ts';
import type { Order } from '../canonical/order.ts';
import { AnswerError, type OrderAnswer } from './answer.ts';
import { writeOrdrsp } from './ordrsp.ts';
import { write855 } from './x12-855.ts';

function orderOf(name: string): Order {
  const [document] = translateBytes(
    readFileSync(new URL(`../../../../test/fixtures/edi/documents/${name}.edi`, import.meta.url))
  );
  if (document?.kind !== 'order') throw new Error(`${name} holds no order.`);
  return document;
}

const AT = new Date('2026-01-06T09:30:00Z');
const us = { qualifier: 'ZZ', id: 'TGSELLER' };
const them = { qualifier: 'ZZ', id: 'TGBUYER' };

function x12(order: Order, answer: OrderAnswer, version: string): string {
  const sets = [{ type: '855', controlNumber: '1', segments: write855(order, answer) }];
  const group = { functionalId: 'PR', sender: us.id, receiver: them.id, controlNumber: '9', version, sets };
  return writeX12({ sender: us, receiver: them, controlNumber: '9', test: false, at: AT, group });
}

function edifact(order: Order, answer: OrderAnswer, release: string): string {
  const segments = writeOrdrsp(order, answer);
  const messages = [{ type: 'ORDRSP', controlNumber: '1', identifier: ['D', release, 'UN', 'EAN008'], segments }];
  return writeEdifact({ sender: us, receiver: them, controlNumber: '9', test: false, at: AT, messages });
}

const ANSWERS: [what: string, answer: OrderAnswer, overall: string, lines: string[]][] = [
  [
    'accepted as it is',
    { number: 'SO-1', date: '2026-01-06', decision: 'accepted', lines: [] },
    'accepted',
    ['accepted', 'accepted']
  ],
  [
    'rejected',
    { number: 'SO-1', date: '2026-01-06', decision: 'rejected', lines: [] },
    'rejected',
    ['rejected', 'rejected']
  ],
  [
    'with a changed and a rejected line',
    {
      number: 'SO-1',
      date: '2026-01-06',
      decision: 'accepted',
      lines: [
        { number: '1', decision: 'changed', quantity: '100', date: '2026-01-19' },
        { number: '2', decision: 'rejected' }
      ]
    },
    'changed',
    ['changed', 'rejected']
  ]
];

describe.each(ANSWERS)('an order %s', (_what, answer, overall, lines) => {
  test.each(['004010', '005010'])(
    'as X12 855 %s: sound for our reader and for node-x12, and means what was decided',
    (version) => {
      const text = x12(orderOf('850-4010-order'), answer, version);
      expect(findingsOf(inspectText(text))).toEqual([]);
      expect(() => new X12Parser(true).parse(text)).not.toThrow();
      const [document] = translateBytes(Buffer.from(text, 'latin1'));
      expect(document).toMatchObject({
        kind: 'orderResponse',
        number: 'PO-4711',
        responseNumber: 'SO-1',
        responseDate: '2026-01-06',
        decision: overall,
        lines: lines.map((decision) => ({ answers: [{ decision }] }))
      });
    }
  );

  test.each(['96A', '01B'])(
    'as EDIFACT ORDRSP D.%s: sound for our reader and for edifact, and means what was decided',
    (release) => {
      const text = edifact(orderOf('ORDERS-D96A-order'), answer, release);
      expect(findingsOf(inspectText(text))).toEqual([]);
      expect(new EdifactReader().parse(text).map(({ name }) => name)).toContain('UNT');
      const [document] = translateBytes(Buffer.from(text, 'latin1'));
      expect(document).toMatchObject({
        kind: 'orderResponse',
        number: 'PO-8801',
        responseNumber: 'SO-1',
        decision: overall,
        lines: lines.map((decision) => ({ answers: [{ decision }] }))
      });
    }
  );
});

test('the answered quantity and date travel', () => {
  const [, answer] = ANSWERS[2] ?? [];
  if (!answer) throw new Error('There is no third answer.');
  for (const text of [
    x12(orderOf('850-4010-order'), answer, '004010'),
    edifact(orderOf('ORDERS-D96A-order'), answer, '96A')
  ]) {
    const [document] = translateBytes(Buffer.from(text, 'latin1'));
    expect(document).toMatchObject({ lines: [{ answers: [{ quantity: '100', date: '2026-01-19' }] }, {}] });
  }
});

test('a line that comes in several deliveries has each of them, with its day', () => {
  const answer: OrderAnswer = {
    number: 'SO-1',
    date: '2026-01-06',
    decision: 'accepted',
    lines: [
      {
        number: '1',
        decision: 'changed',
        quantity: '120',
        parts: [
          { quantity: '80', date: '2026-01-19' },
          { quantity: '40', date: '2026-02-02' }
        ]
      }
    ]
  };
  const texts = ['004010', '005010'].map((version) => x12(orderOf('850-4010-order'), answer, version));
  texts.push(...['96A', '01B'].map((release) => edifact(orderOf('ORDERS-D96A-order'), answer, release)));
  for (const text of texts) {
    expect(findingsOf(inspectText(text))).toEqual([]);
    const [document] = translateBytes(Buffer.from(text, 'latin1'));
    expect(document).toMatchObject({
      decision: 'changed',
      lines: [
        {
          answers: [
            { decision: 'changed', quantity: '80', date: '2026-01-19' },
            { decision: 'changed', quantity: '40', date: '2026-02-02' }
          ]
        },
        { answers: [{ decision: 'accepted' }] }
      ]
    });
  }
});

test.each([
  ['a line that the order does not have', [{ number: '7', decision: 'rejected' as const }], /has no line 7/],
  [
    'a line twice',
    [
      { number: '1', decision: 'rejected' as const },
      { number: '1', decision: 'accepted' as const }
    ],
    /answered twice/
  ],
  ['a change that changes nothing', [{ number: '1', decision: 'changed' as const }], /names no quantity, price or date/]
])('%s is refused', (_what, lines, message) => {
  const answer: OrderAnswer = { number: 'SO-1', date: '2026-01-06', decision: 'accepted', lines };
  expect(() => write855(orderOf('850-4010-order'), answer)).toThrow(message);
  expect(() => writeOrdrsp(orderOf('ORDERS-D96A-order'), answer)).toThrow(AnswerError);
});

test('X12 cannot carry a delimiter in a value, EDIFACT releases it', () => {
  const answer: OrderAnswer = { number: "S*O~'1+", date: '2026-01-06', decision: 'accepted', lines: [] };
  expect(() => x12(orderOf('850-4010-order'), answer, '004010')).toThrow(/cannot escape/);
  const [document] = translateBytes(Buffer.from(edifact(orderOf('ORDERS-D96A-order'), answer, '96A'), 'latin1'));
  expect(document).toMatchObject({ responseNumber: "S*O~'1+" });
});
