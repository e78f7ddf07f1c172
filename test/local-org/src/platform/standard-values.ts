import type { FieldValue, PicklistValue, Schema } from '../schema/schema.ts';
import type { SystemRows } from './base-data.ts';

type Columns = (value: PicklistValue) => Record<string, FieldValue>;

const FORECASTS: Record<string, string> = { 'Best Case': 'BestCase', Commit: 'Forecast' };

/** Objects whose rows show what a standard picklist's values mean: object, picklist, and the columns besides names. */
const STATUS_OBJECTS: [object: string, picklist: string, columns: Columns][] = [
  ['CaseStatus', 'Case.Status', ({ closed }) => ({ IsClosed: closed === true })],
  ['LeadStatus', 'Lead.Status', ({ converted }) => ({ IsConverted: converted === true })],
  ['TaskStatus', 'Task.Status', ({ closed }) => ({ IsClosed: closed === true })],
  ['TaskPriority', 'Task.Priority', ({ high }) => ({ IsHighPriority: high === true })],
  ['OrderStatus', 'Order.Status', ({ category }) => ({ StatusCode: category ?? 'Draft' })],
  ['ContractStatus', 'Contract.Status', ({ category }) => ({ StatusCode: category ?? 'Draft' })],
  [
    'OpportunityStage',
    'Opportunity.StageName',
    ({ active, closed, won, category = 'Pipeline', probability }) => ({
      IsActive: active,
      IsClosed: closed === true,
      IsWon: won === true,
      ForecastCategory: FORECASTS[category] ?? category,
      ForecastCategoryName: category,
      DefaultProbability: probability ?? 0
    })
  ]
];

/** The rows of CaseStatus, OpportunityStage and their like. */
export function ensureStandardValues(rows: SystemRows, schema: Schema): void {
  for (const [objectName, picklist, columns] of STATUS_OBJECTS) {
    const [owner = '', name = ''] = picklist.split('.');
    const stages = objectName === 'OpportunityStage';
    const field = schema.object(owner)?.fields.get(name.toLowerCase());
    for (const [i, value] of (field?.picklistValues ?? []).entries()) {
      rows.ensure(objectName, 'ApiName', {
        ApiName: value.value,
        MasterLabel: value.label,
        SortOrder: i + 1,
        ...(stages ? {} : { IsDefault: value.default }),
        ...columns(value)
      });
    }
  }
}
