import { parseSoql } from '../../soql/parse.ts';
import type { DmlError, DmlRow } from '../../platform/org.ts';
import type { FieldValue } from '../../schema/schema.ts';
import { accessFor } from '../platform/access.ts';
import { declare, libraryClass, libraryType } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { exception, throwable } from '../runtime/values/exceptions.ts';
import { NativeObject } from '../runtime/values/objects.ts';
import { beanAccessors, newBean, type Bean } from './bean.ts';
import { errorList } from './errors.ts';

interface Converted {
  leadId: string | null;
  accountId: string | null;
  contactId: string | null;
  opportunityId: string | null;
  errors: DmlError[];
}

declare({
  name: 'Database.LeadConvert',
  constructors: {
    '()': () =>
      newBean('Database.LeadConvert', {
        donotcreateopportunity: false,
        overwriteleadsource: false,
        sendnotificationemail: false
      })
  },
  methods: {
    ...beanAccessors(
      'Id AccountId',
      'Id ContactId',
      'Id OpportunityId',
      'Id LeadId',
      'Id OwnerId',
      'String ConvertedStatus',
      'String OpportunityName'
    ),
    ...Object.fromEntries(
      ['DoNotCreateOpportunity', 'OverwriteLeadSource', 'SendNotificationEmail'].flatMap((name) => [
        [
          `void set${name}(Boolean value)`,
          (self: Bean, value: unknown) => {
            self.data[name.toLowerCase()] = value;
          }
        ],
        [`Boolean is${name}()`, (self: Bean) => self.data[name.toLowerCase()]]
      ])
    )
  }
});
declare({
  name: 'Database.LeadConvertResult',
  methods: {
    'Id getLeadId()': (self: NativeObject<Converted>) => self.data.leadId,
    'Id getAccountId()': (self: NativeObject<Converted>) => self.data.accountId,
    'Id getContactId()': (self: NativeObject<Converted>) => self.data.contactId,
    'Id getOpportunityId()': (self: NativeObject<Converted>) => self.data.opportunityId,
    'Boolean isSuccess()': (self: NativeObject<Converted>) => self.data.errors.length === 0,
    'List<Database.Error> getErrors()': (self: NativeObject<Converted>) => errorList(self.data.errors)
  }
});

class Failed extends Error {
  readonly errors: DmlError[];
  constructor(errors: DmlError[]) {
    super('lead conversion failed');
    this.errors = errors;
  }
}

const refuse = (statusCode: string, message: string): never => {
  throw new Failed([{ statusCode, message, fields: [] }]);
};

function save(operation: 'insert' | 'update', objectName: string, values: Record<string, FieldValue>): string {
  const { org, caller } = current();
  const object = present(org.schema.object(objectName) ?? null);
  const row: DmlRow = { object, fields: new Map(Object.entries(values).filter(([, value]) => value !== null)) };
  const [result] = org.dml(operation, [row], { access: accessFor(caller), allOrNone: true });
  if (!result?.success || result.id === null) {
    throw new Failed(result?.errors ?? []);
  }
  return result.id;
}

/** Fields of the lead and where they go. Source: Salesforce Help, "Lead Conversion Field Mapping". */
const ADDRESS = ['Street', 'City', 'State', 'PostalCode', 'Country'];

function convert(request: Bean): Converted {
  const { org, caller } = current();
  const leadId = (request.data['leadid'] as string | null | undefined) ?? '';
  const fields = `Id, FirstName, LastName, Salutation, Title, Company, Email, Phone, Fax, MobilePhone, Website, LeadSource, Industry, Description, OwnerId, IsConverted, ${ADDRESS.join(', ')}`;
  const lead = org.query(parseSoql(`SELECT ${fields} FROM Lead WHERE Id = :id`), [leadId], accessFor(caller)).rows[0]
    ?.fields;
  if (!lead) {
    return refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  }
  if (lead.get('IsConverted') === true) {
    refuse('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead');
  }
  const status = request.data['convertedstatus'];
  if (typeof status !== 'string') {
    return refuse('INVALID_STATUS', 'invalid convertedStatus: null');
  }
  const get = (name: string): FieldValue => lead.get(name) ?? null;
  const owner = (request.data['ownerid'] as string | null | undefined) ?? get('OwnerId');
  const address = (prefix: string) => Object.fromEntries(ADDRESS.map((part) => [prefix + part, get(part)]));
  const accountId =
    (request.data['accountid'] as string | null | undefined) ??
    save('insert', 'Account', {
      Name: get('Company') ?? get('LastName'),
      Phone: get('Phone'),
      Fax: get('Fax'),
      Website: get('Website'),
      Industry: get('Industry'),
      OwnerId: owner,
      ...address('Billing')
    });
  const contactId =
    (request.data['contactid'] as string | null | undefined) ??
    save('insert', 'Contact', {
      AccountId: accountId,
      FirstName: get('FirstName'),
      LastName: get('LastName'),
      Salutation: get('Salutation'),
      Title: get('Title'),
      Email: get('Email'),
      Phone: get('Phone'),
      Fax: get('Fax'),
      MobilePhone: get('MobilePhone'),
      LeadSource: get('LeadSource'),
      OwnerId: owner,
      ...address('Mailing')
    });
  const opportunityId = opportunityOf(request, accountId, owner, get);
  save('update', 'Lead', { Id: leadId, Status: status });
  org.systemUpdate('Lead', leadId, {
    IsConverted: true,
    ConvertedDate: new Date(org.clock.now()).toISOString().slice(0, 10),
    ConvertedAccountId: accountId,
    ConvertedContactId: contactId,
    ConvertedOpportunityId: opportunityId
  });
  return { leadId, accountId, contactId, opportunityId, errors: [] };
}

function opportunityOf(
  request: Bean,
  accountId: string,
  owner: FieldValue,
  get: (name: string) => FieldValue
): string | null {
  const given = request.data['opportunityid'] as string | null | undefined;
  if (given || request.data['donotcreateopportunity'] === true) {
    return given ?? null;
  }
  const { org } = current();
  const now = new Date(org.clock.now());
  const quarterEnd = new Date(Date.UTC(now.getUTCFullYear(), Math.floor(now.getUTCMonth() / 3) * 3 + 3, 0));
  const stage = org.schema.object('Opportunity')?.fields.get('stagename')?.picklistValues[0]?.value ?? 'Prospecting';
  return save('insert', 'Opportunity', {
    AccountId: accountId,
    Name: (request.data['opportunityname'] as string | null | undefined) ?? get('Company'),
    StageName: stage,
    CloseDate: quarterEnd.toISOString().slice(0, 10),
    LeadSource: get('LeadSource'),
    OwnerId: owner
  });
}

function converted(request: Bean, allOrNone: boolean): NativeObject<Converted> {
  const { org } = current();
  let data: Converted;
  try {
    data = org.transaction(() => convert(present(request)));
  } catch (error) {
    if (!(error instanceof Failed)) {
      throw error;
    }
    const leadId = (request.data['leadid'] as string | null | undefined) ?? null;
    data = { leadId, accountId: null, contactId: null, opportunityId: null, errors: error.errors };
  }
  const [first] = data.errors;
  if (first && allOrNone) {
    const thrown = exception(
      'DmlException',
      `ConvertLead failed. First exception on row 0; first error: ${first.statusCode}, ${first.message}: [${first.fields.join(', ')}]`
    );
    thrown.rows = data.errors.map((error) => ({ ...error, index: 0, id: data.leadId }));
    throw throwable(thrown);
  }
  return new NativeObject(present(libraryClass('Database.LeadConvertResult')), data);
}

function convertAll(requests: ApexList, allOrNone = true): ApexList {
  current().limits.use('dmlStatements');
  const results = (present(requests).items as Bean[]).map((one) => converted(one, allOrNone));
  return new ApexList(libraryType('Database.LeadConvertResult'), results);
}

function convertOne(request: Bean, allOrNone = true): unknown {
  current().limits.use('dmlStatements');
  return converted(request, allOrNone);
}

/** `Database.convertLead`. */
export const LEAD_CONVERSIONS = {
  'Database.LeadConvertResult convertLead(Database.LeadConvert request)': (request: Bean) => convertOne(request),
  'Database.LeadConvertResult convertLead(Database.LeadConvert request, Boolean allOrNone)': convertOne,
  'List<Database.LeadConvertResult> convertLead(List<Database.LeadConvert> requests)': (requests: ApexList) =>
    convertAll(requests),
  'List<Database.LeadConvertResult> convertLead(List<Database.LeadConvert> requests, Boolean allOrNone)': convertAll
};
