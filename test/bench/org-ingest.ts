import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '../local-org/src/apex/compile.ts';
import { createApexRuntime } from '../local-org/src/apex/host.ts';
import { loadProject } from '../local-org/src/metadata/load-project.ts';
import { openOrg, type LocalOrg } from '../local-org/src/platform/open-org.ts';
import type { DmlRow } from '../local-org/src/platform/org.ts';
import { parseSoql } from '../local-org/src/soql/parse.ts';
import type { FieldValue, ObjectDescribe } from '../local-org/src/schema/schema.ts';

/** Prints how long a file-backed org takes to ingest one batch of events, beside bare inserts of as many rows. */
const EVENTS = 2000;

function payload(index: number): string {
  const party = (id: string) => ({ qualifier: 'ZZ', id });
  return JSON.stringify({
    document: {
      type: '850',
      standard: 'X12',
      version: '004010',
      direction: 'Inbound',
      sender: party('TGBUYER'),
      receiver: party('TGSELLER'),
      groupSender: 'TGBUYER',
      groupReceiver: 'TGSELLER',
      interchangeControlNumber: String(index).padStart(9, '0'),
      groupControlNumber: '1',
      setControlNumber: '0001',
      usage: 'Production',
      validationStatus: 'Accepted',
      fileName: `po-${index}.edi`,
      size: 512,
      receipts: 1,
      findings: []
    },
    order: {
      number: `PO-${index}`,
      date: '2026-11-20',
      currency: 'EUR',
      total: '12.50',
      totalSource: 'computed',
      purpose: { code: '00', text: 'Original' },
      buyer: { name: 'Acme Corporation' },
      lines: [
        {
          key: `order-${index}:1`,
          number: '1',
          quantity: '1',
          unit: { code: 'EA', text: 'each' },
          unitPrice: '12.50',
          vendorItem: `SKU-${index}`,
          description: 'Item'
        }
      ]
    }
  });
}

function event(object: ObjectDescribe, index: number): DmlRow {
  const values: Record<string, FieldValue> = {
    Kind__c: 'order',
    Partner__c: 'ZZ:TGBUYER',
    Partition_Key__c: `order-${index}`,
    Document_Key__c: `document-${index}`,
    Record_Key__c: `order-${index}`,
    Sequence__c: index + 1,
    Part__c: 1,
    Parts__c: 1,
    Payload_Version__c: 1,
    Payload__c: payload(index),
    Correlation_Id__c: 'bench',
    Received_At__c: '2026-11-20T08:30:00.000+0000'
  };
  return { object, fields: new Map(Object.entries(values)) };
}

const count = (org: LocalOrg, object: string): number =>
  org.count(parseSoql(`SELECT COUNT() FROM ${object}`), [], {
    userId: org.users.admin,
    mode: 'system',
    sharing: false
  });

/** As many rows of as many columns by bare SQLite, into a file as well. */
function floor(folder: string, rows: number): number {
  const database = new DatabaseSync(path.join(folder, 'floor.db'));
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL');
  const columns = Array.from({ length: 30 }, (_, index) => `c${index}`);
  database.exec(`CREATE TABLE t(id TEXT PRIMARY KEY, ${columns.join(',')})`);
  const insert = database.prepare(`INSERT INTO t VALUES(?${',?'.repeat(columns.length)})`);
  const started = performance.now();
  database.exec('BEGIN');
  for (let row = 0; row < rows; row += 1) insert.run(`id${row}`, ...columns.map((name) => `${name} ${row}`));
  database.exec('COMMIT');
  const milliseconds = performance.now() - started;
  database.close();
  return milliseconds;
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-ingest-'));
try {
  const project = loadProject(fileURLToPath(new URL('../..', import.meta.url)));
  const result = compile(project.apex, project.schema, { labels: project.labels, namespace: '' });
  if ('errors' in result) throw new Error(JSON.stringify(result.errors));
  const configs = project.eventSubscriberConfigs.map((config) => ({ ...config, batchSize: EVENTS }));
  const org = openOrg({ project: { ...project, eventSubscriberConfigs: configs }, file: path.join(folder, 'org.db') });
  createApexRuntime(result.program, org);
  const object = org.schema.object('Document_Event__e');
  if (!object) throw new Error('the package has no Document_Event__e');
  const publish = (from: number, to: number): void => {
    const rows = Array.from({ length: to - from }, (_, index) => event(object, from + index));
    org.bus.publish(rows, { userId: org.users.admin, mode: 'system', sharing: false });
  };
  publish(0, 20);
  org.bus.deliverPending();
  publish(20, 20 + EVENTS);
  const started = performance.now();
  const batches = org.bus.deliverPending();
  const milliseconds = performance.now() - started;
  const objects = ['Trading_Document__c', 'Trading_Order__c', 'Trading_Order_Line__c'];
  const rows = objects.reduce((sum, name) => sum + count(org, name), 0);
  const bare = floor(folder, rows);
  org.close();
  const round = (value: number): number => Math.round(value);
  console.log(
    JSON.stringify({
      events: EVENTS,
      batches,
      rows,
      milliseconds: round(milliseconds),
      floorMilliseconds: round(bare),
      overFloor: round(milliseconds / bare)
    })
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
