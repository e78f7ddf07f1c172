import { until } from '../../../middleware/src/testing/wait.ts';
import { recordsOf } from '../count.ts';
import { order } from '../files.ts';
import type { Fault } from '../fault.ts';

interface Poison {
  /** Made of a sound file. */
  spoil: (sound: Buffer) => Buffer;
  /** Whether its order can be read all the same; flagged, where something is wrong with it. */
  readable?: true;
  /** Records that come of it: what stands before an interchange has one of its own. */
  documents?: number;
}

/** What can be wrong with a file. */
const POISONS: Poison[] = [
  { spoil: (sound) => sound.subarray(0, sound.length - 40) },
  { spoil: (sound) => Buffer.from(sound.toString().replace('SE*5*', 'SE*9*')) },
  { spoil: (sound) => Buffer.from(sound.toString().replace('PO1*1*', 'PO1*1*x')), readable: true },
  { spoil: (sound) => Buffer.from(sound.map((byte, index) => (index > 200 ? 0xff : byte))) },
  { spoil: (sound) => Buffer.concat([Buffer.from([0, 1, 2, 3]), sound]), readable: true, documents: 2 },
  {
    spoil: () => Buffer.from('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')
  }
];

export const poison: Fault[] = [
  {
    name: 'poison-documents',
    title: 'broken files, and events that the package cannot read, among good ones',
    database: 'PGlite',
    provoke: async (stage) => {
      const { org } = stage.system;
      const worker = stage.start();
      await worker.reach('ready');
      for (const [index, { spoil, readable, documents }] of POISONS.entries()) {
        await stage.sendOrders(1);
        const number = `${stage.name}-X${index}`;
        const bytes = spoil(order(number, stage.system.nextControl(), 1));
        await stage.send(readable ? number : null, bytes, documents);
        await org.admin.sobject('Document_Event__e').create({
          Kind__c: 'document',
          Document_Key__c: `${stage.name}-${index}`,
          Partition_Key__c: `${stage.name}-${index}`,
          Sequence__c: 1,
          Part__c: 1,
          Parts__c: 1,
          Payload_Version__c: 1,
          Payload__c: '{"document":'
        });
        if (index === 3) await stage.strike();
      }
      await stage.settle();
      await until(
        'each unreadable event has a record of its failure',
        async () => (await recordsOf(org, stage.name)).failures === POISONS.length
      );
      stage.note = `${POISONS.length} unreadable events, each with an Ingest_Failure__c`;
    }
  }
];
