import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { System } from './system.ts';

const order = fileURLToPath(new URL('../fixtures/edi/850-acme.edi', import.meta.url));

describe('installed under its namespace', () => {
  it('an order travels just the same, with prefixed names', async () => {
    const system = await System.start({ namespace: 'tgrid' });
    try {
      await system.tgrid('send', order);
      const [stored] = await system.eventually(
        () =>
          system.query(
            'SELECT Name, tgrid__Account__r.Name, (SELECT tgrid__Line_Number__c FROM tgrid__Lines__r) FROM tgrid__Trading_Order__c'
          ),
        (records) => records.length > 0
      );
      expect(stored).toMatchObject({
        Name: 'PO-2026-0417',
        tgrid__Account__r: { Name: 'Acme' },
        tgrid__Lines__r: { totalSize: 3 }
      });
      await expect(system.query('SELECT Name FROM Trading_Order__c')).rejects.toThrow(/Trading_Order__c/);
    } finally {
      await system.stop();
    }
  });
});
