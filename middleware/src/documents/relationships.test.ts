import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { EdiReader } from '../edi/reader.ts';
import type { Payload } from './payload.ts';
import { type Relationship, Relationships } from './relationships.ts';
import { Staging } from './staging.ts';

const order = readFileSync(new URL('../../../test/fixtures/edi/850-sound.edi', import.meta.url), 'latin1');

function payloadOf(text: string, relationships: Relationship[]): Payload {
  const received = {
    id: 1,
    tenant: 't',
    mailbox: 'm',
    name: 'f',
    size: 1,
    sha256: 's',
    receipts: 1,
    attempts: 0,
    silent: false,
    corrects: null,
    corrected_by: null,
    correction_reason: null,
    trace: null
  };
  const file = { ...received, reason: null, received_at: new Date(0), status: 'received' as const };
  const staging = new Staging(file, [{ qualifier: 'ZZ', id: 'TGSELLER' }], new Relationships(relationships));
  const reader = new EdiReader(staging);
  reader.push(Buffer.from(text, 'latin1'));
  reader.end();
  const [step] = staging.take();
  if (!step || !('document' in step)) throw new Error('Nothing was staged.');
  return JSON.parse(step.document.payload) as Payload;
}

const base = { standard: 'X12', type: '850' };
const ofBuyer: Relationship = {
  partner: { qualifier: 'ZZ', id: 'TGBUYER' },
  guides: [{ ...base, strict: true, expect: [{ segment: 'N1', where: '1=SF', name: 'ship-from location' }] }],
  maps: [{ ...base, fields: { release: 'REF[1=DP].2' } }]
};

test('a partner’s documents are read by the partner’s guide and map', () => {
  const lenient = { ...ofBuyer, guides: [] };
  expect(payloadOf(order, []).order).not.toHaveProperty('release');
  expect(payloadOf(order, [lenient]).order).toMatchObject({ number: 'PO-4711', release: '038' });
  expect(payloadOf(order, [ofBuyer]).document).toMatchObject({
    validationStatus: 'Rejected',
    reason: expect.stringContaining('The ship-from location is missing')
  });
});

test('those of others are not', () => {
  const other = order.replace('ZZ*TGBUYER ', 'ZZ*TGOTHER ');
  expect(payloadOf(other, [ofBuyer])).toMatchObject({ document: { validationStatus: 'Accepted' } });
  expect(payloadOf(other, [ofBuyer]).order).not.toHaveProperty('release');
});
