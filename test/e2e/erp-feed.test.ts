import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { logIn, type Session } from '../../middleware/src/crm/salesforce/session.ts';
import { startLocalOrg, type TestOrg } from '../../middleware/src/testing/local-org.ts';

const USERNAME = 'erp@acme-seller.example';

interface Outcome {
  invoiceNumber: string | null;
  success: boolean;
  message: string | null;
  invoiceId: string | null;
}

/** As an ERP calls it: over HTTP, as a user who may do nothing else. */
describe.each(['', 'tgrid'] as const)('the feed of invoice statuses, namespace "%s"', (namespace) => {
  const prefix = namespace === '' ? '' : `${namespace}__`;
  let org: TestOrg;
  let session: Session;

  beforeAll(async () => {
    org = await startLocalOrg(namespace);
    await createFeeder();
    const { url, clientId, privateKey } = org;
    session = await logIn({
      loginUrl: url,
      clientId,
      username: USERNAME,
      privateKey: () => privateKey,
      audience: url
    });
  });

  afterAll(() => org.stop());

  async function createFeeder(): Promise<void> {
    const { admin } = org;
    const one = async (soql: string) => String((await admin.query<{ Id: string }>(soql)).records[0]?.Id);
    const profile = await one("SELECT Id FROM Profile WHERE Name = 'Minimum Access - Salesforce'");
    const user = await admin.sobject('User').create({
      Username: USERNAME,
      LastName: 'ERP',
      Alias: 'erp',
      Email: USERNAME,
      ProfileId: profile,
      EmailEncodingKey: 'UTF-8',
      LanguageLocaleKey: 'en_US',
      LocaleSidKey: 'en_US',
      TimeZoneSidKey: 'Europe/Berlin'
    });
    const permissionSet = await one("SELECT Id FROM PermissionSet WHERE Name = 'Trading_Grid_ERP_Feed'");
    await admin
      .sobject('PermissionSetAssignment')
      .create({ AssigneeId: String(user.id), PermissionSetId: permissionSet });
  }

  async function tell(body: string, token = session.accessToken): Promise<{ status: number; body: unknown }> {
    const path = `/services/apexrest/${namespace === '' ? '' : `${namespace}/`}v1/invoice-statuses`;
    const response = await fetch(new URL(path, org.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body
    });
    return { status: response.status, body: await response.json() };
  }

  it('takes what it can, and says of each row what became of it', async () => {
    const { id } = await org.admin.sobject(`${prefix}Trading_Invoice__c`).create({
      Name: 'INV-77',
      [`${prefix}Invoice_Key__c`]: 'key-77',
      [`${prefix}Usage__c`]: 'Production',
      [`${prefix}Total_Amount__c`]: 250
    });
    const rows = [
      { invoiceNumber: 'INV-77', status: 'Part paid', amount: '100.50', reference: 'FI-1' },
      { invoiceNumber: 'INV-78', status: 'Paid' }
    ];
    const answer = await tell(JSON.stringify({ statuses: rows }));
    expect(answer.status).toBe(200);
    const [taken, refused] = answer.body as Outcome[];
    expect(taken).toEqual({ invoiceNumber: 'INV-77', success: true, message: null, invoiceId: id });
    expect(refused).toMatchObject({ invoiceNumber: 'INV-78', success: false, invoiceId: null });
    expect(refused?.message).toContain('INV-78');
    const { records } = await org.admin.query(
      `SELECT ${prefix}Status__c, ${prefix}Paid_Amount__c, ${prefix}Status_Source__c FROM ${prefix}Trading_Invoice__c WHERE Name = 'INV-77'`
    );
    expect(records[0]).toMatchObject({
      [`${prefix}Status__c`]: 'Part paid',
      [`${prefix}Paid_Amount__c`]: 100.5,
      [`${prefix}Status_Source__c`]: 'ERP feed FI-1'
    });
  });

  it('refuses what it cannot read, and whoever has no permission', async () => {
    expect(await tell('nothing')).toMatchObject({ status: 400, body: [{ errorCode: 'UNREADABLE' }] });
    const { url, clientId, username, privateKey } = org;
    const other = await logIn({
      loginUrl: url,
      clientId,
      username,
      privateKey: () => privateKey,
      audience: url
    });
    const refused = await tell('{"statuses": []}', other.accessToken);
    expect(refused.status).toBe(403);
  });

  it('gives the user of the feed nothing to read', async () => {
    const response = await fetch(
      new URL(`/services/data/v67.0/query?q=SELECT+Id+FROM+${prefix}Trading_Invoice__c`, org.url),
      { headers: { authorization: `Bearer ${session.accessToken}` } }
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject([{ errorCode: 'INVALID_TYPE' }]);
  });
});
