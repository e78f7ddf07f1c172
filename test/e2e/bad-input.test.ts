import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { System } from './system.ts';

const sound = readFileSync(fileURLToPath(new URL('../fixtures/edi/850-acme.edi', import.meta.url)), 'utf8');

interface StoredDocument {
  File_Name__c: string;
  Validation_Status__c: string;
  Reason__c: string | null;
  Match_Status__c: string;
  Match_Reason__c: string | null;
  Receipts__c: number;
  Account__r: { Name: string } | null;
}

/** The sound order under numbers of its own, so that it is neither a duplicate nor another's version. */
function orderNumbered(number: number, change: (text: string) => string = (text) => text): string {
  const control = String(number).padStart(9, '0');
  return change(sound.replaceAll('000000417', control).replaceAll('PO-2026-0417', `PO-${number}`));
}

describe('bad input', () => {
  let system: System;

  beforeAll(async () => {
    system = await System.start();
  });

  afterAll(() => system.stop());

  const documentOf = async (name: string, isDone: (document: StoredDocument) => boolean = () => true) => {
    const [document] = await system.eventually(
      () =>
        system.query<StoredDocument>(
          `SELECT File_Name__c, Validation_Status__c, Reason__c, Match_Status__c, Match_Reason__c, Receipts__c, Account__r.Name FROM Trading_Document__c WHERE File_Name__c = '${name}'`
        ),
      ([first]) => first !== undefined && isDone(first)
    );
    return document as StoredDocument;
  };

  const sendFile = async (name: string, content: string | Buffer, ...parameters: string[]) => {
    const file = path.join(system.folder, name);
    writeFileSync(file, content);
    await system.tgrid('send', file, ...parameters);
  };

  it.each([
    ['picture.edi', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]), /EDI|ISA/],
    ['empty.edi', '', /empty/i],
    ['truncated.edi', orderNumbered(501).slice(0, 500), /end|truncated|SE|IEA|missing/i],
    ['wrong-count.edi', orderNumbered(502, (text) => text.replace('SE*19*', 'SE*25*')), /25/],
    ['wrong-number.edi', orderNumbered(503, (text) => text.replace('IEA*1*000000503', 'IEA*1*000000999')), /000000999/]
  ])('%s becomes a rejected document with its reason', async (name, content, reason) => {
    await sendFile(name, content);
    const document = await documentOf(name);
    expect(document.Validation_Status__c).toBe('Rejected');
    expect(document.Reason__c).toMatch(reason);
  });

  it('keeps an unknown partner’s order, and moves it once the identifier is registered', async () => {
    await sendFile('stranger.edi', orderNumbered(504), '--as', 'NEWCO');
    const waiting = await documentOf('stranger.edi');
    expect(waiting).toMatchObject({
      Match_Status__c: 'Unmatched',
      Match_Reason__c: 'No partner has the identifier ISA|ZZ|NEWCO.',
      Account__r: null
    });

    await system.registerIdentifier('Globex', 'ZZ', 'NEWCO');
    const moved = await documentOf('stranger.edi', ({ Match_Status__c }) => Match_Status__c === 'Matched');
    expect(moved.Account__r?.Name).toBe('Globex');
    const [order] = await system.query<{ Account__r: { Name: string } }>(
      "SELECT Account__r.Name FROM Trading_Order__c WHERE Name = 'PO-504'"
    );
    expect(order?.Account__r.Name).toBe('Globex');
  });

  it('calls a sender ambiguous that two partners claim', async () => {
    await system.registerIdentifier('Globex', 'ZZ', 'SHARED');
    await system.registerIdentifier('Initech', 'ZZ', 'SHARED');
    await sendFile('shared.edi', orderNumbered(505), '--as', 'SHARED');
    expect(await documentOf('shared.edi')).toMatchObject({ Match_Status__c: 'Ambiguous', Account__r: null });
  });

  it('makes one document of identical bytes, and counts the receipts', async () => {
    await sendFile('twice.edi', orderNumbered(506));
    await documentOf('twice.edi');
    await sendFile('twice.edi', orderNumbered(506));
    const listed = await system.eventually(
      async () => {
        const { stdout } = await system.tgrid('documents', '--json');
        return (JSON.parse(stdout) as { fileName: string; receipts: number }[]).filter(
          ({ fileName }) => fileName === 'twice.edi'
        );
      },
      ([first]) => first?.receipts === 2
    );
    expect(listed).toHaveLength(1);
    expect(await documentOf('twice.edi', ({ Receipts__c }) => Receipts__c === 2)).toMatchObject({ Receipts__c: 2 });
    expect(await system.query("SELECT Id FROM Trading_Order__c WHERE Name = 'PO-506'")).toHaveLength(1);
  });

  it('holds the same interchange with other bytes until it is released', async () => {
    await sendFile('first.edi', orderNumbered(507));
    await documentOf('first.edi');
    await sendFile(
      'second.edi',
      orderNumbered(507, (text) => text.replace('PO1*1*120*', 'PO1*1*121*'))
    );
    const held = await documentOf('second.edi');
    expect(held.Reason__c).toMatch(/duplicate/i);
    const quantity = () =>
      system.query<{ Quantity__c: number }>(
        "SELECT Quantity__c FROM Trading_Order_Line__c WHERE Order__r.Name = 'PO-507' AND Line_Number__c = '1'"
      );
    expect(await quantity()).toMatchObject([{ Quantity__c: 120 }]);

    const { stdout } = await system.tgrid('documents', '--json');
    const key = (JSON.parse(stdout) as { fileName: string; key: string }[]).find(
      ({ fileName }) => fileName === 'second.edi'
    )?.key;
    await system.tgrid('release', String(key));
    await system.eventually(quantity, ([line]) => line?.Quantity__c === 121);
  });

  it('takes an order that is too large for an event in parts, whole', async () => {
    const line = 'PO1*1*120*EA*9.25**CB*065322*VN*AB3542*UP*012345678905~';
    const many = Array.from({ length: 1500 }, (_, index) => line.replace('PO1*1*', `PO1*${index + 10}*`)).join('\n');
    const large = orderNumbered(508, (text) =>
      text
        .replace(line, `${line}\n${many}`)
        .replace('SE*19*', `SE*${19 + 1500}*`)
        .replace('CTT*3*', 'CTT*1503*')
    );
    await sendFile('large.edi', large);
    await documentOf('large.edi');
    const received = () =>
      system.query<{ Lines_Received__c: number; Lines_Expected__c: number }>(
        "SELECT Lines_Received__c, Lines_Expected__c FROM Trading_Order__c WHERE Name = 'PO-508'"
      );
    const [order] = await system.eventually(received, ([found]) => found?.Lines_Received__c === 1503);
    expect(order).toMatchObject({ Lines_Expected__c: 1503 });
  });

  it('goes on after all of that', async () => {
    await sendFile('sound.edi', orderNumbered(509));
    expect(await documentOf('sound.edi')).toMatchObject({
      Validation_Status__c: 'Accepted',
      Match_Status__c: 'Matched',
      Account__r: { Name: 'Acme' }
    });
    expect(await system.query('SELECT Id FROM Ingest_Failure__c')).toEqual([]);
  });
});
