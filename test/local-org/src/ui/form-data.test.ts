import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { loadProject } from '../metadata/load-project.ts';
import { openOrg, type LocalOrg } from '../platform/open-org.ts';
import { FormData, type FormField, type FormModel } from './form-data.ts';

const shop = fileURLToPath(new URL('../metadata/fixtures/shop', import.meta.url));

describe('forms of objects with record types', () => {
  let org: LocalOrg;
  let forms: FormData;

  const parcel = (given: Record<string, string> = {}): FormModel => {
    const object = org.schema.object('Parcel__c');
    if (!object) throw new Error('The fixture has no Parcel__c.');
    return forms.form(object, null, given);
  };
  const field = (model: FormModel, name: string): FormField | undefined =>
    model.sections.flatMap(({ fields }) => fields.flatMap((one) => one ?? [])).find(({ apiName }) => apiName === name);

  beforeAll(() => {
    const project = loadProject(shop);
    org = openOrg({ project });
    forms = new FormData(org, project, org.users.admin);
  });

  afterAll(() => org.close());

  it('begin with the default of the profile, and offer the others', () => {
    const model = parcel();
    expect(model.recordTypes.map(({ label }) => label).sort()).toEqual(['Crate', 'Letter']);
    expect(model.recordTypes.find(({ value }) => value === model.recordTypeId)?.label).toBe('Letter');
    expect(field(model, 'Status__c')).toMatchObject({ value: 'New' });
    expect(field(model, 'RecordTypeId')?.editable).toBe(false);
  });

  it('have the picklist values and defaults of the record type', () => {
    const crate = parcel().recordTypes.find(({ label }) => label === 'Crate')?.value ?? '';
    const model = parcel({ RecordTypeId: crate });
    expect(model.recordTypeId).toBe(crate);
    expect(field(model, 'Status__c')?.value).toBe('Arrived');
    expect(field(model, 'Status__c')?.options.map(({ value }) => value)).toEqual(['Sent', 'Arrived']);
  });
});
