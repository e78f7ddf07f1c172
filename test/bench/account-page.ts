import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, CHROMIUM_REMEDY, findChromium } from '../../scripts/lib/chromium.ts';
import { startOrg, type RunningOrg } from '../e2e/org.ts';

/**
 * How quick the account page is for a rep whose account has 50,000 documents: orders, invoices and shipments, each with
 * the document that it came in. The floor beside it is the same page of an account with one document. Each figure is
 * the best of some rounds in a browser that has the page's scripts already, in milliseconds from the start of the
 * navigation: when something is painted, and when the first order can be read. Prints JSON and judges nothing.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const DOCUMENTS = 50_000;
const ROUNDS = 7;
/** Rows that one transaction may write are limited to 10,000; each document here is two. */
const PER_TRANSACTION = 2500;
const REP = 'Rowan Bench';

interface Paint {
  firstPaint: number;
  firstOrder: number;
  /** The calls of Apex until then, by method: the slowest. */
  calls: Record<string, number>;
}

/** The quickest of some rounds: what else the machine did only adds. */
const least = (values: number[]): number => Math.round(Math.min(...values));

async function runApex(org: RunningOrg, code: string): Promise<void> {
  const result = await org.admin.tooling.executeAnonymous(code);
  if (!result.success) throw new Error(result.compileProblem ?? result.exceptionMessage ?? 'The Apex failed.');
}

/** A rep with the package's permission set and no other right to any record. */
async function createRep(org: RunningOrg): Promise<string> {
  const [profile] = (await org.admin.query<{ Id: string }>("SELECT Id FROM Profile WHERE Name = 'Standard User'"))
    .records;
  const [first = '', last = ''] = REP.split(' ');
  const user = await org.admin.sobject('User').create({
    FirstName: first,
    LastName: last,
    Alias: 'rbench',
    Email: 'rowan@bench.example',
    Username: 'rowan@bench.example',
    ProfileId: profile?.Id ?? '',
    EmailEncodingKey: 'UTF-8',
    LanguageLocaleKey: 'en_US',
    LocaleSidKey: 'en_US',
    TimeZoneSidKey: 'America/New_York'
  });
  const [set] = (await org.admin.query<{ Id: string }>("SELECT Id FROM PermissionSet WHERE Name = 'Trading_Grid_Rep'"))
    .records;
  await org.admin
    .sobject('PermissionSetAssignment')
    .create({ AssigneeId: user.id ?? '', PermissionSetId: set?.Id ?? '' });
  return user.id ?? '';
}

/** Inserts documents `from` to `to` of the account, of every second one an order, of the others in turn the rest. */
const seed = (accountId: string, ownerId: string, from: number, to: number): string => `
  List<Trading_Document__c> documents = new List<Trading_Document__c>();
  List<Trading_Order__c> orders = new List<Trading_Order__c>();
  List<Trading_Invoice__c> invoices = new List<Trading_Invoice__c>();
  List<Trading_Shipment__c> shipments = new List<Trading_Shipment__c>();
  for (Integer index = ${from}; index < ${to}; index++) {
    Datetime received = Datetime.newInstanceGmt(2026, 1, 1).addMinutes(index * 9);
    documents.add(new Trading_Document__c(Account__c = '${accountId}', OwnerId = '${ownerId}', Type__c = '850',
      Direction__c = 'Inbound', Usage__c = 'Production', Validation_Status__c = 'Accepted', Sequence__c = index,
      Business_Number__c = 'N-' + index, File_Name__c = 'n-' + index + '.edi', Received_At__c = received));
    if (Math.mod(index, 2) == 0) {
      orders.add(new Trading_Order__c(Name = 'PO-' + index, Account__c = '${accountId}', OwnerId = '${ownerId}',
        Usage__c = 'Production', Status__c = 'Open', Sequence__c = index, Currency_Code__c = 'USD',
        Total_Amount__c = Math.mod(index * 7919, 100000), Order_Date__c = received.dateGmt(),
        Received_At__c = received, Ship_To_Name__c = 'Plant ' + Math.mod(index, 40), Lines_Received__c = 3));
    } else if (Math.mod(index, 4) == 1) {
      invoices.add(new Trading_Invoice__c(Name = 'INV-' + index, Account__c = '${accountId}', OwnerId = '${ownerId}',
        Usage__c = 'Production', Status__c = 'Received', Sequence__c = index, Received_At__c = received));
    } else {
      shipments.add(new Trading_Shipment__c(Name = 'ASN-' + index, Account__c = '${accountId}',
        OwnerId = '${ownerId}', Usage__c = 'Production', Status__c = 'Announced', Sequence__c = index,
        Received_At__c = received));
    }
  }
  insert documents;
  insert orders;
  insert invoices;
  insert shipments;`;

async function accountWith(org: RunningOrg, ownerId: string, documents: number): Promise<string> {
  const account = await org.admin.sobject('Account').create({ Name: `With ${documents}`, OwnerId: ownerId });
  const id = account.id ?? '';
  for (let from = 0; from < documents; from += PER_TRANSACTION) {
    await runApex(org, seed(id, ownerId, from, Math.min(documents, from + PER_TRANSACTION)));
    if (documents > 1) process.stderr.write(`\r${from + PER_TRANSACTION} of ${documents} documents`);
  }
  return id;
}

async function lookAs(page: Page, user: string): Promise<void> {
  await page.getByRole('button', { name: 'Switch user' }).click();
  const reloaded = page.waitForEvent('load');
  await page.getByRole('menuitemcheckbox', { name: user }).click();
  await reloaded;
}

/** Opens the page once and tells how long it took. */
async function open(context: BrowserContext, url: string): Promise<Paint> {
  const page = await context.newPage();
  const calls: Record<string, number> = {};
  page.on('requestfinished', (request) => {
    const method = /\/ui\/apex\/[^/]+\/(\w+)/.exec(request.url())?.[1];
    if (method !== undefined) {
      calls[method] = Math.max(calls[method] ?? 0, Math.round(request.timing().responseEnd));
    }
  });
  await page.goto(url, { waitUntil: 'commit' });
  await page.locator('tr[data-order]').first().waitFor();
  const times = await page.evaluate(() => ({
    firstOrder: performance.now(),
    firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN
  }));
  await page.waitForTimeout(200);
  await page.close();
  return { ...times, calls };
}

async function measure(context: BrowserContext, url: string): Promise<Paint> {
  await open(context, url);
  const rounds: Paint[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await open(context, url));
  const methods = [...new Set(rounds.flatMap(({ calls }) => Object.keys(calls)))].sort();
  return {
    firstPaint: least(rounds.map(({ firstPaint }) => firstPaint)),
    firstOrder: least(rounds.map(({ firstOrder }) => firstOrder)),
    calls: Object.fromEntries(
      methods.map((method) => [method, least(rounds.flatMap(({ calls }) => calls[method] ?? []))])
    )
  };
}

const executablePath = findChromium();
if (executablePath === undefined) throw new Error(CHROMIUM_REMEDY);
const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-account-page-'));
const org = await startOrg(root, folder);
try {
  const rep = await createRep(org);
  const small = await accountWith(org, rep, 1);
  const busy = await accountWith(org, rep, DOCUMENTS);
  process.stderr.write('\n');
  const browser = await chromium.launch({ executablePath, headless: true, args: CHROMIUM_FLAGS });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
    const urlOf = (id: string) => `${org.url}/lightning/r/Account/${id}/view`;
    const page = await context.newPage();
    await page.goto(urlOf(small));
    await lookAs(page, REP);
    await page.close();
    const floor = await measure(context, urlOf(small));
    const milliseconds = await measure(context, urlOf(busy));
    const overFloor = Math.round((milliseconds.firstOrder / floor.firstOrder) * 100) / 100;
    console.log(JSON.stringify({ documents: DOCUMENTS, rounds: ROUNDS, milliseconds, floor, overFloor }, null, 2));
  } finally {
    await browser.close();
  }
} finally {
  await org.stop();
  rmSync(folder, { recursive: true, force: true });
}
