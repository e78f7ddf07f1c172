import type { FieldValue, ObjectDescribe, PicklistValue } from '../../schema/schema.ts';
import { datetimeText } from '../../soql/literals.ts';

type Fields = Map<string, FieldValue>;

/** What derived fields follow from besides the row. */
export interface DeriveContext {
  object: ObjectDescribe;
  old: Fields | undefined;
  now: number;
  userId: string;
  /** The row behind a lookup. */
  parent: ParentReader;
}

/** Reads a row of any object by its id. */
export type ParentReader = (id: FieldValue | undefined) => Fields | undefined;

type Deriver = (fields: Fields, context: DeriveContext) => void;

/** What the object's picklist knows of the row's value. */
function chosen(fields: Fields, object: ObjectDescribe, name: string): PicklistValue | undefined {
  const value = String(fields.get(name)).toLowerCase();
  return object.fields.get(name.toLowerCase())?.picklistValues.find((entry) => entry.value.toLowerCase() === value);
}

const numeric = (fields: Fields, name: string): number | null => {
  const value = fields.get(name);
  return typeof value === 'number' ? value : null;
};

const changed = (fields: Fields, { old }: DeriveContext, name: string): boolean =>
  old === undefined || old.get(name) !== fields.get(name);

const rounded = (value: number): number => Math.round(value * 100) / 100;

const FORECASTS: Record<string, string> = { 'Best Case': 'BestCase', Commit: 'Forecast' };

function fiscalPeriod(fields: Fields): void {
  const date = fields.get('CloseDate');
  if (typeof date !== 'string') return;
  const year = Number(date.slice(0, 4));
  const quarter = Math.ceil(Number(date.slice(5, 7)) / 3);
  fields.set('FiscalYear', year);
  fields.set('FiscalQuarter', quarter);
  fields.set('Fiscal', `${year} ${quarter}`);
}

function opportunity(fields: Fields, context: DeriveContext): void {
  const stage = chosen(fields, context.object, 'StageName');
  fields.set('IsClosed', stage?.closed === true);
  fields.set('IsWon', stage?.won === true);
  // A new stage brings its probability and forecast category, unless they were given along with it.
  if (changed(fields, context, 'StageName')) {
    const given = (name: string): boolean => fields.get(name) !== null && changed(fields, context, name);
    if (!given('Probability') && stage?.probability !== undefined) fields.set('Probability', stage.probability);
    if (!given('ForecastCategoryName') && stage?.category !== undefined)
      fields.set('ForecastCategoryName', stage.category);
  }
  const forecast = String(fields.get('ForecastCategoryName') ?? 'Pipeline');
  fields.set('ForecastCategory', FORECASTS[forecast] ?? forecast);
  const [amount, probability] = [numeric(fields, 'Amount'), numeric(fields, 'Probability')];
  fields.set('ExpectedRevenue', amount === null || probability === null ? null : rounded((amount * probability) / 100));
  fiscalPeriod(fields);
}

/** An order or opportunity product is one of the price book entry's product. */
function productOfEntry(fields: Fields, { parent }: DeriveContext): void {
  const entry = fields.get('PricebookEntryId');
  if (typeof entry === 'string') fields.set('Product2Id', parent(entry)?.get('Product2Id') ?? null);
}

/** An activity belongs to the account that it is about, or to that of what or whom it is about. */
function activityAccount(fields: Fields, { parent }: DeriveContext): void {
  const what = fields.get('WhatId');
  const about = typeof what === 'string' ? parent(what) : undefined;
  const account =
    about?.has('AccountId') === true ? about.get('AccountId') : what?.toString().startsWith('001') ? what : null;
  fields.set('AccountId', account ?? parent(fields.get('WhoId'))?.get('AccountId') ?? null);
}

/** Quantity times price less discount; a given total gives the price instead. */
function opportunityProduct(fields: Fields, context: DeriveContext): void {
  productOfEntry(fields, context);
  const quantity = numeric(fields, 'Quantity') ?? 0;
  const factor = 1 - (numeric(fields, 'Discount') ?? 0) / 100;
  const total = numeric(fields, 'TotalPrice');
  if (numeric(fields, 'UnitPrice') === null && total !== null && quantity !== 0 && factor !== 0) {
    fields.set('UnitPrice', rounded(total / quantity / factor));
  }
  const price = numeric(fields, 'UnitPrice') ?? 0;
  fields.set('Subtotal', rounded(quantity * price));
  const totalGiven = total !== null && changed(fields, context, 'TotalPrice') && !changed(fields, context, 'UnitPrice');
  if (totalGiven && quantity !== 0 && factor !== 0) fields.set('UnitPrice', rounded(total / quantity / factor));
  else fields.set('TotalPrice', rounded(quantity * price * factor));
}

/** `name` holds the time since the row is so; it goes when the row is no longer so. */
function since(fields: Fields, context: DeriveContext, name: string, flag: string): void {
  if (fields.get(flag) !== true) fields.set(name, null);
  else if (context.old?.get(flag) !== true) fields.set(name, datetimeText(context.now));
}

function serviceCase(fields: Fields, context: DeriveContext): void {
  fields.set('IsClosed', chosen(fields, context.object, 'Status')?.closed === true);
  if (context.old === undefined) fields.set('IsClosedOnCreate', fields.get('IsClosed') ?? false);
  since(fields, context, 'ClosedDate', 'IsClosed');
}

function task(fields: Fields, context: DeriveContext): void {
  activityAccount(fields, context);
  fields.set('IsClosed', chosen(fields, context.object, 'Status')?.closed === true);
  fields.set('IsHighPriority', chosen(fields, context.object, 'Priority')?.high === true);
  since(fields, context, 'CompletedDateTime', 'IsClosed');
}

function order(fields: Fields, context: DeriveContext): void {
  const code = chosen(fields, context.object, 'Status')?.category ?? 'Draft';
  const before = context.old?.get('StatusCode');
  fields.set('StatusCode', code);
  if (code === 'Activated' && before !== 'Activated') {
    fields.set('ActivatedDate', datetimeText(context.now));
    fields.set('ActivatedById', context.userId);
  }
}

function contract(fields: Fields, context: DeriveContext): void {
  fields.set('StatusCode', chosen(fields, context.object, 'Status')?.category ?? 'Draft');
  const [start, term] = [fields.get('StartDate'), numeric(fields, 'ContractTerm')];
  if (typeof start !== 'string' || term === null) {
    fields.set('EndDate', null);
    return;
  }
  const [year = 0, month = 1, day = 1] = start.split('-').map(Number);
  fields.set('EndDate', new Date(Date.UTC(year, month - 1 + term, day - 1)).toISOString().slice(0, 10));
}

const bytes = (fields: Fields, name: string): number => Buffer.byteLength(String(fields.get(name) ?? ''), 'base64');

const DERIVERS: Record<string, Deriver> = {
  Opportunity: opportunity,
  OpportunityLineItem: opportunityProduct,
  OrderItem: (fields, context) => {
    productOfEntry(fields, context);
    const quantity = numeric(fields, 'Quantity') ?? 0;
    fields.set('TotalPrice', rounded(quantity * (numeric(fields, 'UnitPrice') ?? 0)));
    fields.set('AvailableQuantity', quantity);
  },
  Case: serviceCase,
  Task: task,
  Event: activityAccount,
  Order: order,
  Contract: contract,
  Lead: (fields, { object }) => fields.set('IsConverted', chosen(fields, object, 'Status')?.converted === true),
  CampaignMember: (fields, { object }) =>
    fields.set('HasResponded', chosen(fields, object, 'Status')?.responded === true),
  Attachment: (fields) => fields.set('BodyLength', bytes(fields, 'Body')),
  User: (fields) => fields.set('UserType', fields.get('UserType') ?? 'Standard')
};

/** Read-only standard fields that follow from others: person names, open or closed, expected revenue. */
export function deriveFields(fields: Fields, context: DeriveContext): void {
  const { object } = context;
  if (object.kind !== 'standard') return;
  if (object.fields.has('firstname') && object.fields.get('lastname')?.createable === true) {
    const parts = [fields.get('FirstName'), fields.get('LastName')].filter((part) => typeof part === 'string');
    fields.set('Name', parts.join(' '));
  }
  DERIVERS[object.apiName]?.(fields, context);
}
