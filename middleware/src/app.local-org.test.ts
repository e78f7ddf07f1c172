import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type App, startApp } from './app.ts';
import { loadConfig } from './config/load.ts';
import { createLogger } from './telemetry/log.ts';
import { orderFile } from './testing/edi.ts';
import { type Environment, gridOf, prepare } from './testing/environment.ts';
import { startLocalOrg, type TestOrg } from './testing/local-org.ts';
import { until } from './testing/wait.ts';
import { gridToken } from './tradinggrid/grid-http.ts';

/** The whole way, in and out: the simulator's mailbox and interfaces, the service, the package in a local org. */
let org: TestOrg;
let environment: Environment;
let app: App;

beforeAll(async () => {
  org = await startLocalOrg();
  environment = await prepare(org, {}, (config, { simulator }) => {
    const [tenant] = config.tenants;
    const grid = { ...gridOf(simulator), waitSeconds: 0.5, lens: { pollSeconds: 0.5, settleSeconds: 0.5 } };
    const reconciliation = { everySeconds: 0.5, afterSeconds: 3 };
    const login = { clientId: org.clientId, username: org.username, exceptionReserve: 0.01 };
    return {
      ...config,
      // The tests ask many times a second.
      http: { ...config.http, requestsPerMinute: 100_000 },
      tenants: [{ ...tenant, salesforce: { ...tenant?.salesforce, ...login, reconciliation }, grid }]
    };
  });
  app = await startApp(loadConfig(environment.configFile), createLogger('silent'));
}, 180_000);

afterEach(async () => {
  await org.clearFaults();
  environment.simulator.control.faults.clear();
});

afterAll(async () => {
  await app.stop();
  await environment.close();
  await org.stop();
});

const deliver = (name: string, bytes: Buffer) => environment.simulator.mailboxes.deliver('tgseller', name, bytes);

async function documentOf(number: string) {
  const response = await fetch(`http://127.0.0.1:${app.httpPort}/v1/tenants/acme/documents?number=${number}`, {
    headers: { authorization: 'Bearer operator' }
  });
  const { documents } = (await response.json()) as { documents: { key: string; delivery: string }[] };
  return documents[0];
}

const arrived = (number: string) =>
  until(`${number} is known to have arrived`, async () => (await documentOf(number))?.delivery === 'arrived');

const select = async (soql: string) => (await org.admin.query(soql)).records as Record<string, unknown>[];

describe('in', () => {
  test('an order becomes a record, and is known to have arrived', async () => {
    await deliver('po.edi', orderFile({ number: 'PO-1', control: '1' }));
    await arrived('PO-1');
    expect(await select("SELECT Total_Amount__c FROM Trading_Order__c WHERE Name = 'PO-1'")).toMatchObject([
      { Total_Amount__c: 10 }
    ]);
  });

  test('an order too large for an event arrives in parts, whole', async () => {
    const lines = Array.from(
      { length: 1500 },
      (_, index) => `PO1*${index + 1}*2*EA*1.25**VN*ITEM-${index}*BP*A-LONGER-NUMBER-OF-THE-BUYER-${index}~\n`
    );
    const small = orderFile({ number: 'PO-LARGE', control: '2' }).toString();
    const text = small
      .replace(/PO1\*1\*.*~\n/, lines.join(''))
      .replace('CTT*1~', 'CTT*1500~')
      .replace('SE*5*', 'SE*1504*');
    await deliver('large.edi', Buffer.from(text));
    await arrived('PO-LARGE');
    const complete = "SELECT Lines_Received__c, Lines_Expected__c FROM Trading_Order__c WHERE Name = 'PO-LARGE'";
    await until('all lines are there', async () => (await select(complete))[0]?.['Lines_Received__c'] === 1500);
    expect(
      await select(
        "SELECT Id FROM Trading_Order_Line__c WHERE Order__r.Name = 'PO-LARGE' AND Status__c = 'Open' LIMIT 2000"
      )
    ).toHaveLength(1500);
    expect(await select('SELECT Id FROM Ingest_Failure__c')).toEqual([]);
  }, 120_000);

  test('events that Salesforce does not take are sent again, and nothing comes twice', async () => {
    await org.fault({ kind: 'failEvents', count: 3, statusCode: 'UNKNOWN', topic: 'Document_Event__e' });
    for (const index of [1, 2, 3, 4, 5])
      await deliver(`again-${index}.edi`, orderFile({ number: `PO-AGAIN-${index}`, control: String(10 + index) }));
    for (const index of [1, 2, 3, 4, 5]) await arrived(`PO-AGAIN-${index}`);
    expect(await select("SELECT Id FROM Trading_Order__c WHERE Name LIKE 'PO-AGAIN-%'")).toHaveLength(5);
  }, 120_000);

  test('a document that the network could not deliver shows what Lens tells of it', async () => {
    const { control } = environment.simulator;
    const [sent] = await control.send('TGBUYER', { type: '850' });
    await arrived(sent?.reference ?? '');
    const transaction = async () => {
      const { transactions } = (await lens(sent?.correlationId ?? '')).data.getTransactions;
      return transactions.find(({ transactionlevel }) => transactionlevel === 'Document')?.transactionid;
    };
    control.changeTransaction((await transaction()) ?? '', {
      status: 'F',
      externalerrormessage: 'The server is full.'
    });
    const soql = `SELECT Delivery_Status__c, Lens_Error__c, Lens_Match__c FROM Trading_Document__c WHERE Delivery_Status__c = 'Failed'`;
    const [record] = await until('the record says so', async () => {
      await control.advance(5);
      const found = await select(soql);
      return found.length > 0 && found;
    });
    expect(record).toMatchObject({ Lens_Error__c: 'The server is full.', Lens_Match__c: 'matched' });
  }, 90_000);

  test('all that is exchanged about an order meets on its records', async () => {
    const story: [string, 'sent' | 'received'][] = [
      ['810-4010-invoice', 'sent'],
      ['856-4010-ship-notice', 'sent'],
      ['850-4010-order', 'received'],
      ['855-4010-answer', 'sent'],
      ['214-4010-status', 'received'],
      ['820-4010-payment', 'received'],
      ['861-4010-receipt', 'received'],
      ['824-4010-advice', 'received']
    ];
    for (const [name, direction] of story) await deliver(`${name}.edi`, fixture(name, direction));
    const soql =
      "SELECT Fulfilment_Status__c, Invoice_Status__c, Response_Status__c FROM Trading_Order__c WHERE Name = 'PO-4711'";
    const [order] = await until('the receipt has arrived', async () => {
      const found = await select(soql);
      return found[0]?.['Fulfilment_Status__c'] === 'Damaged' && found;
    });
    expect(order).toMatchObject({ Response_Status__c: 'Accepted with changes', Invoice_Status__c: 'Part invoiced' });
    const [invoice] = await until('the payment has arrived', async () => {
      const found = await select(
        "SELECT Status__c, Open_Amount__c, Match_Status__c, Order__r.Name FROM Trading_Invoice__c WHERE Name = 'INV-3001'"
      );
      return found[0]?.['Status__c'] === 'Rejected' && found;
    });
    expect(invoice).toMatchObject({ Match_Status__c: 'Differs', Order__r: { Name: 'PO-4711' } });
    const shipment = "SELECT Status__c, Delivered_At__c FROM Trading_Shipment__c WHERE Name = 'SHP-1001'";
    expect((await select(shipment))[0]).toMatchObject({ Status__c: 'Damaged' });
    expect(await select('SELECT Reason__c FROM Ingest_Failure__c')).toEqual([]);
    const links = "SELECT Kind__c FROM Trading_Document_Link__c WHERE Order__r.Name = 'PO-4711' ORDER BY Kind__c";
    expect((await select(links)).map(({ Kind__c }) => Kind__c)).toEqual([
      'invoice',
      'order',
      'orderResponse',
      'receipt',
      'shipment'
    ]);
  }, 120_000);

  /** A document about PO-4711, as we send it or as it comes to us. */
  function fixture(name: string, direction: 'sent' | 'received'): Buffer {
    const text = readFileSync(new URL(`../../test/fixtures/edi/documents/${name}.edi`, import.meta.url), 'utf8');
    const [buyer, seller] = ['ZZ*TGBUYER        ', 'ZZ*TGSELLER       '];
    return Buffer.from(direction === 'received' ? text : text.replace(`${buyer}*${seller}`, `${seller}*${buyer}`));
  }

  /** Entries of a process, by the vendor's own query. */
  async function lens(correlationId: string) {
    const { url, clientId, clientSecretFile } = environment.simulator;
    const authorization = await gridToken(url, clientId, readFileSync(clientSecretFile, 'utf8').trim());
    const query = `{ getTransactions(query: {filters: [{field: correlationid, values: [{value: "${correlationId}"}]}]}) { transactions { transactionid transactionlevel } } }`;
    const response = await fetch(new URL('/visibility_transaction_search', url), {
      method: 'POST',
      body: JSON.stringify({ query }),
      headers: { authorization, 'content-type': 'application/json' }
    });
    return (await response.json()) as {
      data: { getTransactions: { transactions: { transactionid: string; transactionlevel: string }[] } };
    };
  }
});

describe('out', () => {
  /** As the package's Outbox does it: the record first, then the bell. */
  async function ask(kind: string, payload: unknown, rings = true): Promise<string> {
    const messageKey = randomUUID();
    const message = {
      Message_Key__c: messageKey,
      Kind__c: kind,
      Payload__c: JSON.stringify(payload),
      Payload_Version__c: 1
    };
    await org.admin.sobject('Outbound_Message__c').create({ ...message, Status__c: 'Pending' });
    if (rings) await org.admin.sobject('Outbound_Event__e').create({ Message_Key__c: messageKey, Kind__c: kind });
    return messageKey;
  }

  const result = (key: string) =>
    until('the request has ended', async () => {
      await environment.simulator.control.advance(5);
      const [record] = await select(
        `SELECT Status__c, Reason__c, External_Reference__c, Result__c, Completed_At__c FROM Outbound_Message__c WHERE Message_Key__c = '${key}'`
      );
      return ['Done', 'Failed'].includes(String(record?.['Status__c'])) && record;
    });

  /** Gives the admin, who has none, a permission set. */
  async function permit(name: string): Promise<void> {
    const [set] = await select(`SELECT Id FROM PermissionSet WHERE Name = '${name}'`);
    const { user_id: AssigneeId } = await org.admin.identity();
    await org.admin.sobject('PermissionSetAssignment').create({ AssigneeId, PermissionSetId: String(set?.['Id']) });
  }

  const partner = (name: string, id: string) => ({
    companyName: name,
    role: 'buyer',
    externalKey: `P-${id}`,
    identifiers: [{ qualifier: 'ZZ', id }],
    documentTypes: ['850']
  });

  test('a partner that Salesforce asks for is set up on the network, and the result comes back', async () => {
    const record = await result(await ask('onboarding', partner('Hooli', 'HOOLI')));
    expect(record).toMatchObject({ Status__c: 'Done', Reason__c: null, External_Reference__c: 'HOOLI' });
    expect(record['Completed_At__c']).toEqual(expect.any(String));
    expect(environment.simulator.control.partners().map(({ company }) => company)).toContain('Hooli');
  }, 60_000);

  test('an order is answered as a person decided: an 855 reaches the network, and the order knows', async () => {
    await deliver('to-answer.edi', orderFile({ number: 'PO-ANSWER', control: '40' }));
    await arrived('PO-ANSWER');
    const soql = "SELECT Id, Response_Status__c FROM Trading_Order__c WHERE Name = 'PO-ANSWER'";
    const [order] = await select(soql);
    await permit('Trading_Grid_Agent');
    const script = `new OrderAnswerService().answer('${String(order?.['Id'])}', OrderAnswer.parse('[]'));`;
    const { success, exceptionMessage } = await org.admin.tooling.executeAnonymous(script);
    expect([success, exceptionMessage]).toEqual([true, null]);
    const response =
      "SELECT Status__c, Reason__c, Number__c, Document__c FROM Trading_Order_Response__c WHERE Order__r.Name = 'PO-ANSWER'";
    const [answer] = await until('the answer was sent and has come back as a document', async () => {
      await environment.simulator.control.advance(5);
      const found = await select(response);
      return found[0]?.['Status__c'] !== 'Sending' && found[0]?.['Document__c'] !== null && found;
    });
    expect(answer).toMatchObject({ Status__c: 'Sent', Reason__c: null });
    expect(await select(response)).toHaveLength(1);
    expect((await select(soql))[0]).toMatchObject({ Response_Status__c: 'Accepted' });
    const sent =
      "SELECT Type__c, Direction__c, Validation_Status__c FROM Trading_Document__c WHERE Order_Number__c = 'PO-ANSWER' AND Kind__c = 'orderResponse'";
    expect(await select(sent)).toMatchObject([
      { Type__c: '855', Direction__c: 'Outbound', Validation_Status__c: 'Accepted' }
    ]);
  }, 90_000);

  test('a faulty document is looked into, corrected by one person, approved by another, and its case closes', async () => {
    const broken = orderFile({ number: 'PO-BROKEN', control: '50' }).toString().replace('SE*5*', 'SE*9*');
    await deliver('broken.edi', Buffer.from(broken));
    const fault =
      "SELECT Status__c, Case__c, Case__r.IsClosed, Document__c, Document__r.Document_Key__c FROM Document_Exception__c WHERE Document__r.File_Name__c = 'broken.edi'";
    const [open] = await until('a case is open', async () => {
      const found = await select(fault);
      return found[0]?.['Case__c'] != null && found;
    });
    const { Document_Key__c: documentKey } = open?.['Document__r'] as { Document_Key__c: string };
    const content = await result(await ask('document-content', { documentKey }));
    const shown = JSON.parse(String(content['Result__c'])) as { text: string; steps: { step: string }[] };
    expect(shown.text).toBe(broken);
    expect(shown.steps.map(({ step }) => step)).toContain('received');
    const corrected = { documentKey, by: 'agent', approvedBy: 'lead', reason: 'The count of segments was wrong.' };
    const contents = Buffer.from(broken.replace('SE*9*', 'SE*5*')).toString('base64');
    expect(await result(await ask('document-correct', { ...corrected, contents }))).toMatchObject({
      Status__c: 'Done'
    });
    const [settled] = await until('the fault is settled and the case closed', async () => {
      const found = await select(fault);
      return (found[0]?.['Case__r'] as { IsClosed: boolean } | null)?.IsClosed === true && found;
    });
    expect(settled).toMatchObject({ Status__c: 'Resolved' });
    expect(await select("SELECT Name FROM Trading_Order__c WHERE Name = 'PO-BROKEN'")).toHaveLength(1);
  }, 120_000);

  test('what the network refuses stands on the record, with the reason', async () => {
    const record = await result(await ask('onboarding', partner('Impostor', 'TGBUYER')));
    expect(record).toMatchObject({ Status__c: 'Failed', Reason__c: expect.stringContaining('belongs to Acme') });
  }, 60_000);

  test('while the stream is dead and the answer of the network is lost, a request is still done once', async () => {
    await org.fault({ kind: 'killStreams' });
    environment.simulator.control.faults.add({ kind: 'http.cutAfter', path: '/gateway', times: 2 });
    const record = await result(await ask('onboarding', partner('Pied Piper', 'PIEDPIPER')));
    expect(record).toMatchObject({ Status__c: 'Done' });
    expect(environment.simulator.control.partners().filter(({ company }) => company === 'Pied Piper')).toHaveLength(1);
  }, 90_000);

  test('after an expired position a request that nobody rang for is found in the outbox', async () => {
    await org.fault({ kind: 'replayIdExpired' });
    const key = await ask('onboarding', partner('Aviato', 'AVIATO'), false);
    await org.fault({ kind: 'killStreams' });
    expect(await result(key)).toMatchObject({ Status__c: 'Done' });
  }, 90_000);
});
