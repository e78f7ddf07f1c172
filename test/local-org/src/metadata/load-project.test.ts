import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { loadShop } from './fixtures/shop.ts';
import { loadProject } from './load-project.ts';

describe('a project in source format', () => {
  const project = loadShop();
  const parcel = project.schema.object('parcel__c');

  test('objects of all package directories at any depth', () => {
    const names = project.schema.objects.filter((object) => object.kind !== 'standard').map((object) => object.apiName);
    expect(names.sort()).toEqual(['Alarm_Event__e', 'Item__c', 'Parcel_Event__e', 'Parcel__c', 'Tariff__mdt']);
  });

  test('named credentials, and what they add to requests', () => {
    expect(project.namedCredentials).toEqual([
      { name: 'Carrier', url: 'http://localhost:8080/api/', authentication: 'custom headers' },
      { name: 'Weather', url: 'http://127.0.0.1:8081', authentication: undefined }
    ]);
  });

  test('field types with their properties', () => {
    const field = (name: string) => parcel?.fields.get(name.toLowerCase());
    expect(field('Key__c')).toMatchObject({
      type: 'string',
      length: 20,
      unique: true,
      externalId: true,
      caseSensitive: true
    });
    expect(field('Weight__c')).toMatchObject({ type: 'double', precision: 6, scale: 2 });
    expect(field('Fragile__c')).toMatchObject({ type: 'boolean', nillable: false, defaultValue: false });
    expect(field('Account__c')).toMatchObject({
      type: 'reference',
      referenceTo: ['Account'],
      relationshipName: 'Account__r',
      deleteConstraint: 'SetNull'
    });
    expect(field('Status__c')).toMatchObject({ type: 'picklist', restrictedPicklist: true });
    expect(field('Status__c')?.picklistValues[0]).toEqual({
      value: 'New',
      label: 'Brand new',
      active: true,
      default: true
    });
    expect(field('Tags__c')?.picklistValues.map((value) => value.value)).toEqual(['Heavy', 'Cold']);
    expect(field('Double_Weight__c')).toMatchObject({ formula: 'Weight__c * 2', createable: false });
    expect(parcel?.validationRules).toEqual([
      { name: 'Needs_Weight', condition: 'Weight__c < 0', message: 'Weigh it', errorField: 'Weight__c' }
    ]);
  });

  test('relationships in both directions, of standard objects too', () => {
    const account = project.schema.object('Account');
    expect(account?.fields.has('depot_code__c')).toBe(true);
    expect(account?.childRelationships.get('parcels__r')).toMatchObject({
      childObject: 'Parcel__c',
      field: 'Account__c'
    });
    expect(account?.childRelationships.get('contacts')).toMatchObject({ childObject: 'Contact', cascadeDelete: true });
    expect(parcel && project.schema.parent(parcel, 'account__R')?.objects).toEqual([account]);
  });

  test('a detail has no owner, a master-detail cascades', () => {
    const item = project.schema.object('Item__c');
    expect(item?.fields.has('ownerid')).toBe(false);
    expect(item?.fields.get('parcel__c')).toMatchObject({ masterDetail: true, nillable: false, updateable: false });
    expect(item?.fields.get('name')).toMatchObject({ autoNumber: { displayFormat: 'I-{0000}', start: 1 } });
  });

  test('events, custom metadata, labels, Apex, access, pages', () => {
    expect(project.schema.object('Alarm_Event__e')?.publishBehavior).toBe('PublishImmediately');
    expect(project.schema.object('Parcel_Event__e')?.fields.get('key__c')?.nillable).toBe(false);
    expect(project.customMetadataRecords[1]).toMatchObject({
      type: 'Tariff__mdt',
      developerName: 'Light',
      label: 'Light parcels'
    });
    expect(project.customMetadataRecords[1]?.values.get('Price__c')).toBe(4.5);
    expect(project.labels.get('greeting')).toEqual({ name: 'Greeting', value: 'Hello & welcome' });
    expect(project.apex.map(({ name, kind, apiVersion }) => [name, kind, apiVersion])).toEqual([
      ['ParcelService', 'class', 61],
      ['ParcelEvents', 'trigger', 67]
    ]);
    expect(project.eventSubscriberConfigs).toEqual([
      {
        name: 'ParcelEvents',
        trigger: 'ParcelEvents',
        batchSize: 3,
        user: undefined,
        partitions: 1,
        partitionKey: 'EventUuid'
      }
    ]);
    expect(project.permissionSets[0]?.objects[0]).toMatchObject({ object: 'Parcel__c', create: true, delete: false });
    expect(project.flexipages[0]?.regions[0]?.components[0]).toMatchObject({ name: 'parcelCard' });
    expect([...project.lwcDirectories.keys()]).toEqual(['parcelCard']);
  });

  test('what is not emulated is a warning', () => {
    expect(project.warnings).toEqual(['not emulated: object Old_Parcel__b']);
  });
});

describe('with a namespace', () => {
  const { schema, permissionSets, customMetadataRecords, flexipages } = loadShop('acme');

  test('custom names carry the prefix and may leave it out inside', () => {
    const parcel = schema.object('Parcel__c');
    expect(parcel?.apiName).toBe('acme__Parcel__c');
    expect(schema.exact('Parcel__c')).toBeUndefined();
    expect(schema.exact('acme__Parcel__c')).toBe(parcel);
    expect(parcel && schema.field(parcel, 'Key__c')?.apiName).toBe('acme__Key__c');
    expect(parcel && schema.children(parcel, 'Items__r')?.relationshipName).toBe('acme__Items__r');
    expect(schema.object('Item__c')?.fields.get('acme__parcel__c')).toMatchObject({
      referenceTo: ['acme__Parcel__c'],
      relationshipName: 'acme__Parcel__r'
    });
    expect(schema.object('Account')?.fields.has('acme__depot_code__c')).toBe(true);
  });

  test('everything that names custom things carries it too', () => {
    expect(permissionSets[0]?.fields[0]).toMatchObject({ object: 'acme__Parcel__c', field: 'acme__Key__c' });
    expect(customMetadataRecords[1]?.values.get('acme__Price__c')).toBe(4.5);
    expect(flexipages[0]?.object).toBe('acme__Parcel__c');
  });
});

describe('faults name file and element', () => {
  let root = '';
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  const start = (): void => {
    root = mkdtempSync(path.join(tmpdir(), 'local-org-metadata-'));
    write('sfdx-project.json', '{"packageDirectories":[{"path":"src"}]}');
    write('src/objects/A__c/A__c.object-meta.xml', '<CustomObject><label>A</label></CustomObject>');
  };
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  test.each([
    [
      '<CustomField><fullName>B__c</fullName><type>Wormhole</type></CustomField>',
      /B__c\.field-meta\.xml: <CustomField\/type>: not emulated: field type Wormhole/
    ],
    [
      '<CustomField><fullName>B__c</fullName><type>Text</type><length>x</length></CustomField>',
      /<CustomField\/length>: "x" is not a number/
    ],
    [
      '<CustomField><fullName>B__c</fullName><type>Lookup</type></CustomField>',
      /<CustomField\/referenceTo>: is missing or empty/
    ],
    ['<Field/>', /<CustomField>: is not the root element/],
    [
      '<CustomField><fullName>B__c</CustomField>',
      /not well-formed XML: Expected closing tag 'fullName' .*line 1, col 14/
    ],
    ['<CustomField><fullName>B__c</fullName>', /not well-formed XML: Unclosed tag 'CustomField'/]
  ])('%s', (text, message) => {
    start();
    write('src/objects/A__c/fields/B__c.field-meta.xml', text);
    expect(() => loadProject(root)).toThrow(message);
  });

  test.each([
    ['Nope__c + 1', 'Field Nope__c does not exist. Check spelling.'],
    ['B__c & "x"', 'Formula cannot use another formula field that directly or indirectly refers to itself. B__c'],
    ['1', 'Formula result is data type (Number), incompatible with expected data type (Text).']
  ])('a broken formula is a problem of its file: %s', (formula, message) => {
    start();
    const field = `<CustomField><fullName>B__c</fullName>\n  <formula>${formula.replace('&', '&amp;')}</formula><type>Text</type></CustomField>`;
    write('src/objects/A__c/fields/B__c.field-meta.xml', field);
    const { problems, schema } = loadProject(root);
    expect(problems).toEqual([{ file: expect.stringMatching(/B__c\.field-meta\.xml$/), line: 2, column: 3, message }]);
    expect(schema.object('A__c')?.fields.get('b__c')?.notEmulated).toBe('broken formula field');
  });

  test('what a formula uses and the local org lacks is a warning', () => {
    start();
    const field =
      '<CustomField><fullName>B__c</fullName><formula>GETSESSIONID()</formula><type>Text</type></CustomField>';
    write('src/objects/A__c/fields/B__c.field-meta.xml', field);
    const { problems, warnings } = loadProject(root);
    expect(problems).toEqual([]);
    expect(warnings).toEqual(['not emulated: the formula function GETSESSIONID (A__c.B__c)']);
  });

  test('a folder that is no project', () => {
    root = mkdtempSync(path.join(tmpdir(), 'local-org-metadata-'));
    expect(() => loadProject(root)).toThrow(/sfdx-project\.json.*does not exist/);
  });
});
