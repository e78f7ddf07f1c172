import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { System } from './system.ts';

const order = fileURLToPath(new URL('../fixtures/edi/850-acme.edi', import.meta.url));

describe('the middleware is killed between intake and publish', () => {
  it('loses nothing and doubles nothing', async () => {
    const first = await System.start();
    const { localOrg, middleware } = first.runFile;
    // The org stands still, so that the document is stored and cannot be published.
    process.kill(localOrg.pid, 'SIGSTOP');
    await first.tgrid('send', order);
    await first.eventually(
      async () => (await first.tgrid('documents', '--json')).stdout,
      (listed) => /"delivery":\s*"queued"/.test(listed)
    );
    process.kill(middleware.pid, 'SIGKILL');
    process.kill(localOrg.pid, 'SIGCONT');
    await first.ended();

    const second = await System.start({ folder: first.folder });
    try {
      await second.eventually(
        async () => (await second.tgrid('documents', '--json')).stdout,
        (listed) => /"delivery":\s*"(published|arrived)"/.test(listed)
      );
      await second.eventually(
        () => second.query("SELECT Id FROM Trading_Order__c WHERE Name = 'PO-2026-0417'"),
        (records) => records.length > 0
      );
      expect(await second.query('SELECT Id FROM Trading_Document__c')).toHaveLength(1);
      expect(await second.query('SELECT Id FROM Trading_Order__c')).toHaveLength(1);
      expect(await second.query('SELECT Id FROM Trading_Order_Line__c')).toHaveLength(3);
      expect(await second.query('SELECT Id FROM Ingest_Failure__c')).toEqual([]);
    } finally {
      await second.stop();
    }
  });
});
