import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { System } from './system.ts';

const folder = fileURLToPath(new URL('../../../shared/samples/edi', import.meta.url));

interface Expectation {
  /** Transaction sets that become orders, in the file's order. */
  orders: number;
  /** Sets of other types: recorded, and made nothing else of. */
  recorded?: number;
  /** What the reason of the rejection says. */
  rejected?: RegExp;
  /** What is flagged on every order. */
  flags?: RegExp;
  /** What the document's findings say, though it was accepted. */
  warning?: RegExp;
}

/** What must become of each file, and why where that is not plain. */
const EXPECTED: Record<string, Expectation> = {
  '810_850_staedi__invoice810_po850_dual.edi': { orders: 1, recorded: 2 },
  '850_864_vscode-edi-sup__X12-interchanges.x12': { orders: 2, recorded: 1, flags: /no lines/i },
  // SE01 says 50 segments where there are 10, and IEA02 is another number than ISA13.
  '850_EDI.Net__x12.Issue172.edi': { orders: 0, rejected: /SE01|IEA02|segments|control number/i },
  '850_EdiEngine__850.Composite.SLN.OK.edi': { orders: 1 },
  '850_node-x12__850.edi': { orders: 1 },
  '850_node-x12__850_2.edi': { orders: 1 },
  // SE01 says 28 segments where there are 27.
  '850_stupidedi__1.edi': { orders: 0, rejected: /28.*27|27.*28/s },
  // ISA08 has a blank too many; nothing else is wrong.
  '850_stupidedi__1f0d_1.edi': { orders: 1, warning: /ISA/ },
  // CTT01 says one line item, and there is none.
  '850_vscode-edi-sup__850-lineBreak-LF.x12': { orders: 1, flags: /The order says it has 1 lines/ }
};

interface StoredOrder {
  Name: string;
  Order_Date__c: string | null;
  Flags__c: string | null;
  Lines__r: { records: StoredLine[] } | null;
}

interface StoredLine {
  Quantity__c: number | null;
  Unit__c: string | null;
  Unit_Price__c: number | null;
}

interface StoredDocument {
  Type__c: string | null;
  Validation_Status__c: string;
  Reason__c: string | null;
  Findings__c: string | null;
}

/** A second reading of the file by the plainest of means, so that the product is not judged by itself. */
function ordersIn(file: string): { number: string; lines: string[][] }[] {
  const text = readFileSync(file, 'latin1').replace(/^[^I]*/, '');
  const separator = text.charAt(3);
  const terminator = text.split(separator, 17)[16]?.charAt(1) ?? '~';
  const segments = text.split(terminator).map((segment) => segment.trim().split(separator));
  const orders: { number: string; lines: string[][] }[] = [];
  for (const elements of segments) {
    if (elements[0] === 'BEG') {
      orders.push({ number: elements[3] ?? '', lines: [] });
    } else if (elements[0] === 'PO1') {
      orders.at(-1)?.lines.push(elements);
    }
  }
  return orders;
}

const numberOrNull = (text: string | undefined) => (text === undefined || text === '' ? null : Number(text));
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.includes('850_')) : [];
const whenSamplesAreHere = files.length > 0 ? describe : describe.skip;

whenSamplesAreHere('every real 850, each against an empty journal', () => {
  it('is expected to become something', () => {
    expect(files.toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
  });

  it.each(Object.entries(EXPECTED))('%s', async (name, expected) => {
    const file = path.join(folder, name);
    const system = await System.start();
    try {
      await system.tgrid('send', file);
      const documentCount = expected.orders + (expected.recorded ?? 0) + (expected.rejected === undefined ? 0 : 1);
      const documents = await system.eventually(
        () =>
          system.query<StoredDocument>(
            'SELECT Type__c, Validation_Status__c, Reason__c, Findings__c FROM Trading_Document__c'
          ),
        (records) => records.length >= documentCount
      );
      const orders = await system.eventually(
        () =>
          system.query<StoredOrder>(
            'SELECT Name, Order_Date__c, Flags__c, (SELECT Quantity__c, Unit__c, Unit_Price__c FROM Lines__r ORDER BY Position__c) FROM Trading_Order__c ORDER BY Sequence__c'
          ),
        (records) => records.length >= expected.orders
      );
      expect(documents).toHaveLength(documentCount);
      expect(orders).toHaveLength(expected.orders);
      expect(await system.query('SELECT Id FROM Ingest_Failure__c')).toEqual([]);
      if (expected.rejected !== undefined) {
        expect(documents.map(({ Validation_Status__c }) => Validation_Status__c)).toEqual(['Rejected']);
        expect(documents[0]?.Reason__c).toMatch(expected.rejected);
        return;
      }
      const inFile = ordersIn(file);
      expect(orders.map(({ Name }) => Name)).toEqual(inFile.map(({ number }) => number));
      orders.forEach((order, index) => {
        const lines = order.Lines__r?.records ?? [];
        expect(lines.map(({ Quantity__c, Unit__c, Unit_Price__c }) => [Quantity__c, Unit__c, Unit_Price__c])).toEqual(
          inFile[index]?.lines.map((po1) => [numberOrNull(po1[2]), po1[3], numberOrNull(po1[4])])
        );
        if (expected.flags !== undefined) {
          expect(order.Flags__c).toMatch(expected.flags);
        }
      });
      if (expected.warning !== undefined) {
        expect(documents[0]?.Findings__c).toMatch(expected.warning);
        expect(documents[0]?.Validation_Status__c).not.toBe('Rejected');
      }
    } finally {
      await system.stop();
    }
  });
});
