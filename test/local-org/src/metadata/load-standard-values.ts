import type { FieldDescribe, ObjectDescribe, PicklistValue } from '../schema/schema.ts';
import { withSuffix } from './project-files.ts';
import type { ProjectFiles } from './project-files.ts';
import { readMetadata } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** The picklist fields that a standard value set is for. */
const FIELDS: Record<string, string[]> = {
  AccountOwnership: ['Account.Ownership'],
  AccountRating: ['Account.Rating', 'Lead.Rating'],
  AccountType: ['Account.Type'],
  AssetStatus: ['Asset.Status'],
  CampaignMemberStatus: ['CampaignMember.Status'],
  CampaignStatus: ['Campaign.Status'],
  CampaignType: ['Campaign.Type'],
  CaseContactRole: ['CaseContactRole.Role'],
  CaseOrigin: ['Case.Origin'],
  CasePriority: ['Case.Priority'],
  CaseReason: ['Case.Reason'],
  CaseStatus: ['Case.Status'],
  CaseType: ['Case.Type'],
  ContactRole: ['OpportunityContactRole.Role'],
  ContractStatus: ['Contract.Status'],
  EventSubject: ['Event.Subject'],
  EventType: ['Event.Type'],
  Industry: ['Account.Industry', 'Lead.Industry'],
  LeadSource: ['Lead.LeadSource', 'Contact.LeadSource', 'Opportunity.LeadSource', 'Account.AccountSource'],
  LeadStatus: ['Lead.Status'],
  OpportunityStage: ['Opportunity.StageName'],
  OpportunityType: ['Opportunity.Type'],
  OrderStatus: ['Order.Status'],
  OrderType: ['Order.Type'],
  Product2Family: ['Product2.Family'],
  QuantityUnitOfMeasure: ['Product2.QuantityUnitOfMeasure'],
  Salutation: ['Contact.Salutation', 'Lead.Salutation'],
  TaskPriority: ['Task.Priority'],
  TaskStatus: ['Task.Status'],
  TaskSubject: ['Task.Subject'],
  TaskType: ['Task.Type']
};
/** Forecast categories have other names in metadata than on records. */
const FORECASTS: Record<string, string> = { BestCase: 'Best Case', Forecast: 'Commit' };

function value(element: XmlElement, before: readonly PicklistValue[]): PicklistValue {
  const name = element.required('fullName');
  const known = before.find((entry) => entry.value === name);
  const forecast = element.text('forecastCategory');
  const probability = element.number('probability');
  const category = forecast === undefined ? known?.category : (FORECASTS[forecast] ?? forecast);
  return {
    value: name,
    label: element.text('label') ?? name,
    active: element.flag('isActive', true),
    default: element.flag('default'),
    ...(element.flag('closed') ? { closed: true } : {}),
    ...(element.flag('won') ? { won: true } : {}),
    ...(element.flag('converted') ? { converted: true } : {}),
    ...(element.flag('highPriority') ? { high: true } : {}),
    ...(element.flag('responded') ? { responded: true } : {}),
    ...(probability === undefined ? {} : { probability }),
    ...(category === undefined ? {} : { category })
  };
}

/** `standardValueSets/CaseStatus`: the values of standard picklists, with what they mean (closed, won, probability). */
export function loadStandardValueSets(
  files: ProjectFiles,
  objects: ReadonlyMap<string, ObjectDescribe>,
  warnings: string[]
): void {
  for (const { name, file } of withSuffix(files, '.standardValueSet-meta.xml')) {
    const fields = (FIELDS[name] ?? []).flatMap((path): FieldDescribe[] => {
      const [object = '', field = ''] = path.toLowerCase().split('.');
      const found = objects.get(object)?.fields.get(field);
      return found === undefined ? [] : [found];
    });
    if (fields.length === 0) warnings.push(`not emulated: standard value set ${name}`);
    const values = readMetadata(file, 'StandardValueSet').all('standardValue');
    for (const field of fields) field.picklistValues = values.map((element) => value(element, field.picklistValues));
  }
}
