import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { System } from './system.ts';

const FIXTURES = new URL('../fixtures/edi/documents/', import.meta.url);
const [BUYER, SELLER] = ['ZZ*TGBUYER        ', 'ZZ*TGSELLER       '];

/** Whoever has a number from a mail or a telephone call types it into the search of Salesforce. */
describe('every number of a document is found by global search', () => {
  let system: System;

  beforeAll(async () => {
    system = await System.start();
    exchange('850-4010-order', false);
    exchange('856-4010-ship-notice', true);
    exchange('810-4010-invoice', true);
    exchange('214-4010-status', false);
    await system.eventually(
      () => system.query('SELECT Id FROM Trading_Document__c'),
      (found) => found.length >= 4,
      90_000
    );
  });

  afterAll(() => system.stop());

  function exchange(name: string, isOurs: boolean): void {
    const text = readFileSync(new URL(`${name}.edi`, FIXTURES), 'utf8');
    const turned = isOurs ? text.replace(`${BUYER}*${SELLER}`, `${SELLER}*${BUYER}`) : text;
    writeFileSync(path.join(system.folder, '.local', 'middleware', 'drop', `${name}.edi`), turned);
  }

  /** What the search names, by object and name; nothing narrows it. */
  async function found(text: string): Promise<string[]> {
    const records = (await system.search(text)).filter(({ type }) => type.startsWith('Trading_'));
    const names = records.map(async ({ type, id }) => {
      const [record] = await system.query<{ Name: string }>(`SELECT Name FROM ${type} WHERE Id = '${id}'`);
      return `${type} ${record?.Name ?? ''}`;
    });
    return Promise.all(names);
  }

  it.each([
    ['a purchase order', 'PO-4711', 'Trading_Order__c PO-4711'],
    ['an invoice', 'INV-3001', 'Trading_Invoice__c INV-3001'],
    ['a shipment', 'SHP-1001', 'Trading_Shipment__c SHP-1001'],
    ['a bill of lading', 'BOL-77', 'Trading_Shipment__c SHP-1001'],
    ['a PRO number', 'PRO-55', 'Trading_Shipment__c SHP-1001']
  ])('%s', async (_what, text, record) => {
    expect(await found(text)).toContain(record);
  });

  it.each([
    ['a tracking number', '1Z0001'],
    ['the SSCC of a carton', '00340123450000000025'],
    ['the SSCC of a pallet', '00340123450000000018']
  ])('%s leads to its package', async (_what, text) => {
    expect(await found(text)).toContainEqual(expect.stringContaining('Trading_Shipment_Package__c '));
  });

  it.each([
    ['an interchange control number', '000000506', '810'],
    ['a group control number', '505', '856']
  ])('%s leads to its document', async (_what, text, type) => {
    const documents = (await system.search(text)).filter((one) => one.type === 'Trading_Document__c');
    const ids = documents.map(({ id }) => `'${id}'`).join(',');
    const types = await system.query<{ Type__c: string }>(
      `SELECT Type__c FROM Trading_Document__c WHERE Id IN (${ids})`
    );
    expect(types).toEqual([expect.objectContaining({ Type__c: type })]);
  });

  it('a set control number leads to all documents that have it', async () => {
    const documents = (await found('0001')).filter((one) => one.startsWith('Trading_Document__c'));
    expect(documents.length).toBeGreaterThanOrEqual(4);
  });

  it('and a number that is nowhere finds nothing', async () => {
    expect(await found('NOWHERE-4711')).toEqual([]);
  });
});
