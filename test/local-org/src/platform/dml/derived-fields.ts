import type { FieldValue, ObjectDescribe } from '../../schema/schema.ts';

type Fields = Map<string, FieldValue>;
type Deriver = (fields: Fields) => void;

/** Stage → probability, won; a stage that is not listed is open and keeps the given probability. */
const STAGES: Record<string, [probability: number, closed: boolean, won: boolean]> = {
  Prospecting: [10, false, false],
  Qualification: [10, false, false],
  'Needs Analysis': [20, false, false],
  'Value Proposition': [50, false, false],
  'Id. Decision Makers': [60, false, false],
  'Perception Analysis': [70, false, false],
  'Proposal/Price Quote': [75, false, false],
  'Negotiation/Review': [90, false, false],
  'Closed Won': [100, true, true],
  'Closed Lost': [0, true, false]
};

function opportunity(fields: Fields): void {
  const stage = STAGES[String(fields.get('StageName'))];
  fields.set('IsClosed', stage?.[1] ?? false);
  fields.set('IsWon', stage?.[2] ?? false);
  if (stage !== undefined && fields.get('Probability') === null) fields.set('Probability', stage[0]);
  const amount = fields.get('Amount');
  const probability = fields.get('Probability');
  const expected = typeof amount === 'number' && typeof probability === 'number' ? (amount * probability) / 100 : null;
  fields.set('ExpectedRevenue', expected);
}

const DERIVERS: Record<string, Deriver> = {
  Opportunity: opportunity,
  Case: (fields) => fields.set('IsClosed', fields.get('Status') === 'Closed'),
  Task: (fields) => {
    fields.set('IsClosed', fields.get('Status') === 'Completed');
    fields.set('IsHighPriority', fields.get('Priority') === 'High');
  },
  Order: (fields) => fields.set('StatusCode', fields.get('Status') === 'Activated' ? 'Activated' : 'Draft'),
  User: (fields) => fields.set('UserType', fields.get('UserType') ?? 'Standard')
};

/** Read-only standard fields that follow from others: person names, open or closed, expected revenue. */
export function deriveFields(object: ObjectDescribe, fields: Fields): void {
  if (object.kind !== 'standard') return;
  if (object.fields.has('firstname') && object.fields.has('lastname')) {
    const parts = [fields.get('FirstName'), fields.get('LastName')].filter((part) => typeof part === 'string');
    fields.set('Name', parts.join(' '));
  }
  DERIVERS[object.apiName]?.(fields);
}
