import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DocumentEvent, EventSink } from '../crm/port.ts';
import { openDatabase, type OpenDatabase } from '../db/database.ts';
import { LeaseLostError, Leases } from '../db/lease.ts';
import { DirectoryInUseError } from '../db/lock.ts';
import { migrate } from '../db/migrate.ts';
import type { JournalTransaction } from '../db/schema.ts';
import { Seal } from '../db/seal.ts';
import { Publisher } from '../jobs/publisher.ts';
import { createLogger } from '../telemetry/log.ts';
import { orderFile } from '../testing/edi.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { retentionRules } from '../testing/retention.ts';
import { Catalogue } from './catalogue.ts';
import { Desk } from './desk.ts';
import { FileStore } from './file-store.ts';
import { hashOf } from './keys.ts';
import { Outbox } from './outbox.ts';
import type { Payload } from './payload.ts';
import { purge } from './retention.ts';
import { Translation } from './translation.ts';

const nothing = () => Promise.resolve();
const silent = createLogger('silent');
const seal = new Seal([Buffer.alloc(32, 7)]);

class Bench {
  readonly database: OpenDatabase;
  readonly files: FileStore;
  readonly translation: Translation;
  readonly outbox: Outbox;
  readonly tenant: string;
  #received = 0;

  constructor(database: OpenDatabase, tenant: string) {
    this.database = database;
    this.tenant = tenant;
    this.files = new FileStore(database.journal, seal);
    const own = [{ qualifier: 'ZZ', id: 'TGSELLER' }];
    this.translation = new Translation(database.journal, this.files, seal, {
      own,
      duplicates: { action: 'hold', lookBackDays: 90 }
    });
    this.outbox = new Outbox(database.journal, seal, 3600);
  }

  get source() {
    return { tenant: this.tenant, mailbox: 'm' };
  }

  /** As small files come in, or in pieces as large ones do. */
  async receive(bytes: Buffer, pieces = false) {
    this.#received += 1;
    const file = { name: `${this.#received}.edi`, size: bytes.length, modifiedAt: this.#received };
    const arrived = { file, sha256: hashOf(bytes.toString('latin1')), refusal: null };
    const halves = [bytes.subarray(0, bytes.length / 2), bytes.subarray(bytes.length / 2)];
    if (pieces) return this.files.receive(this.source, { ...arrived, chunks: halves }, nothing);
    const [received] = await this.files.receiveAll(this.source, [{ ...arrived, bytes }], nothing);
    return received ?? { fileId: 0, receipts: 0 };
  }

  async translateAll(): Promise<void> {
    for (;;) {
      const files = await this.files.nextToTranslate(this.tenant);
      const [first] = files;
      if (!first) return;
      if (!FileStore.isSmall(first.size)) {
        await this.translation.translate(first, nothing);
        continue;
      }
      await this.translation.translateSmall(files, nothing, (_file, error) => {
        throw error;
      });
    }
  }

  publisher(crm: EventSink, worker: string): Publisher {
    return new Publisher(this.outbox, new Leases(this.database.journal, worker, 15), crm, this.tenant, silent);
  }
}

/** A CRM that takes everything and keeps it in the order in which it came. */
function sink() {
  const events: DocumentEvent[] = [];
  const publish = (sent: readonly DocumentEvent[]) => {
    events.push(...sent);
    return Promise.resolve(sent.map(() => ({ accepted: true as const })));
  };
  return { events, publish };
}

function journalTests(open: () => Promise<OpenDatabase>): void {
  let database: OpenDatabase;
  let tenants = 0;
  const bench = () => new Bench(database, `tenant-${(tenants += 1)}`);

  beforeAll(async () => {
    database = await open();
  });

  afterAll(async () => {
    await database.close();
  });

  test('migrations are applied once', async () => {
    expect(await migrate(database.journal)).toEqual([]);
  });

  test('what was read again while it was being published is published again', async () => {
    const journal = bench();
    const { events, publish } = sink();
    await journal.receive(orderFile({ number: 'PO-1', control: '1' }));
    await journal.translateAll();
    const desk = new Desk(database.journal, journal.files, () => nothing);
    const [stored] = await new Catalogue(database.journal).list(1, { tenant: journal.tenant });
    const key = stored?.key ?? '';
    const slow: EventSink = {
      publish: async (sent) => {
        if (events.length === 0) {
          await desk.reprocess(journal.tenant, { key }, 'me');
          await journal.translateAll();
        }
        return publish(sent);
      }
    };
    await journal.publisher(slow, 'a').run();
    expect(events).toHaveLength(2);
  });

  test('what is being read again is left alone by a publisher that is slow', async () => {
    const journal = bench();
    await journal.receive(orderFile({ number: 'PO-1', control: '1' }));
    await journal.translateAll();
    const [document] = await journal.outbox.next(journal.tenant, [...Array(16).keys()], 1);
    if (!document) throw new Error('the document should wait');
    const desk = new Desk(database.journal, journal.files, () => nothing);
    await desk.reprocess(journal.tenant, { key: document.document_key }, 'me');
    await journal.outbox.fail(document, 'refused');
    await journal.outbox.published([{ ...document, receipts: 7 }]);
    await journal.translateAll();
    expect(await new Catalogue(database.journal).counts(journal.tenant)).toEqual({ waiting: 0, queued: 1 });
  });

  test('bytes that come again after their document was removed by age are a new document', async () => {
    const journal = bench();
    const { events, publish } = sink();
    const bytes = orderFile({ number: 'PO-1', control: '1' });
    await journal.receive(bytes);
    await journal.translateAll();
    await journal.publisher({ publish }, 'a').run();
    const later = Date.now() + 2 * 86_400_000;
    const rules = retentionRules(journal.tenant, { bytesDays: 1, documentsDays: 1 });
    expect(await purge(database.journal, rules, later)).toMatchObject({ files: 1, documents: 1, fileRecords: 0 });
    await journal.receive(bytes);
    await journal.translateAll();
    await journal.publisher({ publish }, 'a').run();
    expect(events).toHaveLength(2);
    expect(events[1]).toMatchObject({ kind: 'order', documentKey: events[0]?.documentKey });
  });

  describe.each([
    ['small', 0],
    ['large', 300_000]
  ])('a %s file that is read again', (_size, minimum) => {
    /** An order; a large one has spaces between its segments. */
    const order = (control: string, quantity: number) =>
      Buffer.from(
        orderFile({ number: 'PO-1', control, quantity })
          .toString()
          .replaceAll('~', `~${' '.repeat(minimum / 8)}\n`)
      );
    const rowsOf = (tenant: string) =>
      database.journal
        .selectFrom('document')
        .select(['document_key', 'hold', 'outcome', 'delivery', 'lens'])
        .where('tenant', '=', tenant)
        .orderBy('sequence')
        .execute();

    test('holds no document that someone let go on, and keeps what Lens told', async () => {
      const journal = bench();
      const desk = new Desk(database.journal, journal.files, () => nothing);
      for (const quantity of [1, 2]) await journal.receive(order('1', quantity), minimum > 0);
      await journal.translateAll();
      const [, held] = await rowsOf(journal.tenant);
      const key = held?.document_key ?? '';
      expect(held).toMatchObject({ hold: 'duplicate', outcome: 'held' });
      await desk.release(journal.tenant, key, 'me');
      await database.journal.updateTable('document').set({ lens: '{"a":1}' }).where('document_key', '=', key).execute();
      const [before] = (await rowsOf(journal.tenant)).slice(1);
      // It is interrupted as well, after what was there is gone.
      await desk.reprocess(journal.tenant, { key }, 'me');
      const [file] = await journal.files.nextToTranslate(journal.tenant);
      if (!file) throw new Error('the file should wait');
      const killed = () => Promise.reject(new Error('killed'));
      await expect(journal.translation.translate(file, killed)).rejects.toThrow('killed');
      await journal.translateAll();
      const [after] = (await rowsOf(journal.tenant)).slice(1);
      expect(after).toEqual({ ...before, delivery: 'queued', outcome: 'translated', hold: null, lens: '{"a":1}' });
      expect(await database.journal.selectFrom('reread_document').selectAll().execute()).toEqual([]);
    });
  });

  test('a large file whose lease was lost leaves nothing behind', async () => {
    const journal = bench();
    await journal.receive(orderFile({ number: 'PO-1', control: '1' }), true);
    const [file] = await journal.files.nextToTranslate(journal.tenant);
    if (!file) throw new Error('the file should wait');
    const [slow, other] = ['slow', 'other'].map((holder) => new Leases(database.journal, holder, 0.2));
    const name = `translate:${journal.tenant}`;
    await slow?.take(name);
    // It stands still before the last transaction, and the other one takes over.
    let pieces = 0;
    const isOurs = async (trx?: JournalTransaction) => {
      if (trx) return (await slow?.take(name, trx)) ?? false;
      pieces += 1;
      if (pieces === 2) {
        await delay(300);
        await other?.take(name);
      }
      return true;
    };
    await expect(journal.translation.translate(file, nothing, isOurs)).rejects.toThrow(LeaseLostError);
    expect(pieces).toBe(2);
    const deliveries = () =>
      database.journal.selectFrom('document').select('delivery').where('tenant', '=', journal.tenant).execute();
    expect(await deliveries()).toEqual([{ delivery: 'staged' }]);
    // The other one has done it, and its lease has ended: nor may it be done again.
    await journal.translateAll();
    await expect(journal.translation.translate(file, nothing)).rejects.toThrow();
    expect(await deliveries()).toEqual([{ delivery: 'queued' }]);
  });

  test('more documents than one transaction takes are all read again, and those without bytes are told', async () => {
    const journal = bench();
    const { tenant } = journal;
    const files = 10_050;
    await sql`insert into received_file (tenant, mailbox, name, size, sha256, received_at, status)
      select ${tenant}, 'm', 'file', 1, ${tenant} || n, now(), 'translated' from generate_series(1, ${sql.lit(files)}) n`.execute(
      database.journal
    );
    await sql`insert into document (document_key, tenant, file_id, sequence, interchange_index, group_index, type, partner,
        partition_key, lane, outcome, delivery, received_at, body)
      select ${tenant} || id, tenant, id, id * 1000000, 0, 0, '850', 'ZZ:P', 'p', 0, 'translated', 'arrived', now(), '\\x00'
      from received_file where tenant = ${tenant}`.execute(database.journal);
    await sql`insert into received_chunk (file_id, position, bytes) select id, 0, '\\x00' from received_file
      where tenant = ${tenant} and id % 2 = 0`.execute(database.journal);
    const desk = new Desk(database.journal, journal.files, () => nothing);
    const preview = await desk.preview(tenant, { type: '850' });
    expect(preview).toMatchObject({ count: files, files, withoutBytes: files / 2 });
    expect(preview.keys).toHaveLength(20);
    expect(await desk.reprocess(tenant, { type: '850' }, 'me')).toEqual({ files: files / 2 });
    const waiting = database.journal.selectFrom('received_file').select('id').where('status', '=', 'received');
    expect(await waiting.where('tenant', '=', tenant).execute()).toHaveLength(files / 2);
  });

  test('bytes come back as they were stored', async () => {
    const journal = bench();
    const bytes = orderFile({ number: 'PO-1', control: '1' });
    await journal.receive(bytes, true);
    const [file] = await journal.files.nextToTranslate(journal.tenant);
    if (!file) throw new Error('the file should wait');
    const chunks: Uint8Array[] = [];
    for await (const chunk of journal.files.chunks(file)) chunks.push(chunk);
    expect([chunks.length, Buffer.concat(chunks).equals(bytes)]).toEqual([2, true]);
    expect((await journal.files.contents([file])).get(file.id)?.equals(bytes)).toBe(true);
    const stored = await database.journal.selectFrom('received_chunk').select('bytes').execute();
    expect(stored.every((chunk) => !Buffer.from(chunk.bytes).includes('TGBUYER'))).toBe(true);
  });

  test('the same bytes are one file with its receipts counted, for each tenant alone', async () => {
    const [one, other] = [bench(), bench()];
    const bytes = orderFile({ number: 'PO-1', control: '1' });
    const [first, second, elsewhere] = [await one.receive(bytes), await one.receive(bytes), await other.receive(bytes)];
    expect([second.fileId === first.fileId, second.receipts, elsewhere.receipts]).toEqual([true, 2, 1]);
  });

  test('bytes that come again tell the CRM the new count under the same sequence, also while they are on their way', async () => {
    const journal = bench();
    const bytes = orderFile({ number: 'PO-1', control: '1' });
    await journal.receive(bytes);
    await journal.translateAll();
    const crm = sink();
    const interrupted: EventSink = {
      ...crm,
      publish: async (events) => {
        if (crm.events.length === 0) await journal.receive(bytes);
        return crm.publish(events);
      }
    };
    await journal.publisher(interrupted, 'a').run();
    await journal.receive(bytes);
    await journal.publisher(crm, 'a').run();
    const told = crm.events.map(({ payload }) => (JSON.parse(payload) as Payload).document.receipts);
    expect(told).toEqual([1, 2, 3]);
    expect(new Set(crm.events.map(({ documentKey, sequence }) => `${documentKey} ${sequence}`)).size).toBe(1);
  });

  test('a file whose transaction fails was never received', async () => {
    const journal = bench();
    const file = { name: 'x', size: 1, modifiedAt: 1 };
    const arrived = { file, sha256: 'x', refusal: null, bytes: Buffer.from('x') };
    const failing = () => Promise.reject(new Error('no queue'));
    await expect(journal.files.receiveAll(journal.source, [arrived], failing)).rejects.toThrow('no queue');
    const waiting = await journal.files.nextToTranslate(journal.tenant);
    expect([waiting, (await journal.files.known(journal.source, [file])).size]).toEqual([[], 0]);
  });

  test('a translation that was interrupted gives the same documents when it is done again', async () => {
    const journal = bench();
    await journal.receive(orderFile({ number: 'PO-1', control: '1' }));
    const [file] = await journal.files.nextToTranslate(journal.tenant);
    if (!file) throw new Error('the file should wait');
    const killed = () => Promise.reject(new Error('killed'));
    await expect(journal.translation.translate(file, killed)).rejects.toThrow('killed');
    await expect(journal.translation.translateSmall([file], killed, () => undefined)).rejects.toThrow('killed');
    expect(await journal.outbox.hasWork(journal.tenant)).toBe(false);
    await journal.translateAll();
    const crm = sink();
    await journal.publisher(crm, 'a').run();
    expect(crm.events.map(({ sequence }) => sequence)).toEqual([file.id * 1_000_000]);
  });

  test('two workers publish every document once, each key in order', async () => {
    const journal = bench();
    for (let index = 1; index <= 60; index += 1) {
      await journal.receive(orderFile({ number: `PO-${index % 7}`, control: String(index), quantity: index }));
    }
    await journal.translateAll();
    const crm = sink();
    await Promise.all(['a', 'b'].map((worker) => journal.publisher(crm, worker).run()));
    await journal.publisher(crm, 'c').run();
    expect(new Set(crm.events.map(({ documentKey }) => documentKey)).size).toBe(60);
    expect(crm.events).toHaveLength(60);
    const keys = Map.groupBy(crm.events, ({ partitionKey }) => partitionKey);
    expect(keys.size).toBe(7);
    for (const events of keys.values()) {
      const sequences = events.map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.toSorted((left, right) => left - right));
    }
  });

  test('one request carries documents of many lanes, in the order of receipt', async () => {
    const journal = bench();
    for (let index = 1; index <= 20; index += 1) {
      await journal.receive(orderFile({ number: `PO-${index}`, control: String(index) }));
    }
    await journal.translateAll();
    const requests: number[][] = [];
    const publish = (events: readonly DocumentEvent[]) => {
      requests.push(events.map(({ sequence }) => sequence));
      return Promise.resolve(events.map(() => ({ accepted: true as const })));
    };
    expect(await journal.publisher({ publish }, 'a').run()).toBeNull();
    expect(requests.map((sequences) => sequences.length)).toEqual([20]);
    expect(requests[0]).toEqual(requests[0]?.toSorted((left, right) => left - right));
  });

  test('a refused document parks its key alone', async () => {
    const journal = bench();
    for (const [index, number] of ['PO-1', 'PO-2', 'PO-1'].entries()) {
      await journal.receive(orderFile({ number, control: String(index + 1), quantity: index + 1 }));
    }
    await journal.translateAll();
    const crm = sink();
    const refusing: EventSink = {
      ...crm,
      publish: (events) =>
        Promise.resolve(
          events.map((event) => {
            const bad = event.payload.includes('"PO-1"') && event.payload.includes('"quantity":"1"');
            if (!bad) crm.events.push(event);
            return bad ? { accepted: false, failure: 'permanent', code: 'COMMIT', message: 'no' } : { accepted: true };
          })
        )
    };
    const seconds = await journal.publisher(refusing, 'a').run();
    expect(crm.events.some(({ payload }) => payload.includes('"PO-2"'))).toBe(true);
    expect(seconds).toBeGreaterThan(3000);
    const failed = (await new Catalogue(database.journal).list(1000)).find(
      ({ status, sender }) => status === 'failed' && sender === 'ZZ:TGBUYER'
    );
    expect(failed).toMatchObject({ reason: 'no (COMMIT)', orderNumber: 'PO-1' });
    const desk = new Desk(database.journal, journal.files, () => nothing);
    await desk.release(journal.tenant, failed?.key ?? '', 'me');
    await expect(desk.release('other', failed?.key ?? '', 'me')).rejects.toThrow('no document');
  });
}

describe('the journal on PGlite', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-journal-'));
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  journalTests(() => openDatabase({ directory: path.join(directory, 'db') }));

  test('a directory is opened by one at a time', async () => {
    await expect(openDatabase({ directory: path.join(directory, 'db') })).rejects.toThrow(DirectoryInUseError);
  });
});

const postgres: TestPostgres | string = await startPostgres();

describe('the journal on PostgreSQL', () => {
  if (typeof postgres === 'string') {
    test.skip(postgres, () => undefined);
    return;
  }
  afterAll(() => postgres.stop());
  journalTests(() => openDatabase({ url: postgres.url }));
});
