import { ABSTRACT, declare, libraryClass, libraryType } from '../types/library.ts';
import type { FieldValue } from '../../schema/schema.ts';
import { enqueue } from '../platform/async.ts';
import { invoke } from '../runtime/dispatch.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { notEmulated, raise } from '../runtime/values/exceptions.ts';
import { fromField, toFieldValue } from '../runtime/values/field-values.ts';
import { enumValues, type ApexEnumValue, type ApexObject } from '../runtime/values/objects.ts';
import { beanFields, newBean, type Bean } from './bean.ts';

/** The Metadata namespace, for custom metadata records: the one kind of metadata that packages deploy from Apex. */
declare({ name: 'Metadata' });
declare({ name: 'Metadata.Metadata', abstract: true, fields: beanFields('String fullName') });
declare({
  name: 'Metadata.CustomMetadataValue',
  constructors: { '()': () => newBean('Metadata.CustomMetadataValue') },
  fields: beanFields('String field', 'Object value')
});
declare({
  name: 'Metadata.CustomMetadata',
  extends: 'Metadata.Metadata',
  constructors: {
    '()': () =>
      newBean('Metadata.CustomMetadata', { values: new ApexList(libraryType('Metadata.CustomMetadataValue')) })
  },
  fields: beanFields(
    'String label',
    'String description',
    'Boolean protected_x',
    'List<Metadata.CustomMetadataValue> values'
  )
});
declare({
  name: 'Metadata.DeployContainer',
  constructors: {
    '()': () => newBean('Metadata.DeployContainer', { items: new ApexList(libraryType('Metadata.Metadata')) })
  },
  methods: {
    'void addMetadata(Metadata.Metadata item)': (self: Bean, item: Bean) => {
      (self.data['items'] as ApexList).items.push(present(item));
    },
    'List<Metadata.Metadata> getMetadata()': (self: Bean) => self.data['items'],
    'Boolean removeMetadata(Metadata.Metadata item)': (self: Bean, item: Bean) => {
      const { items } = self.data['items'] as ApexList;
      const at = items.indexOf(item);
      return at >= 0 && items.splice(at, 1).length > 0;
    },
    'Boolean removeMetadataByFullName(String name)': (self: Bean, name: string) => {
      const { items } = self.data['items'] as ApexList;
      const at = items.findIndex((item) => (item as Bean).data['fullname'] === name);
      return at >= 0 && items.splice(at, 1).length > 0;
    }
  }
});
declare({
  name: 'Metadata.DeployStatus',
  kind: 'enum',
  constants: ['Pending', 'InProgress', 'Succeeded', 'SucceededPartial', 'Failed', 'Canceling', 'Canceled']
});
declare({
  name: 'Metadata.DeployProblemType',
  kind: 'enum',
  constants: ['Error', 'Info', 'Warning']
});
declare({
  name: 'Metadata.DeployMessage',
  constructors: { '()': () => newBean('Metadata.DeployMessage') },
  fields: beanFields(
    'String fullName',
    'String fileName',
    'String componentType',
    'String problem',
    'Metadata.DeployProblemType problemType',
    'Boolean success',
    'Boolean created',
    'Boolean changed',
    'Boolean deleted',
    'Id id',
    'Integer lineNumber',
    'Integer columnNumber'
  )
});
declare({
  name: 'Metadata.DeployDetails',
  constructors: { '()': () => newBean('Metadata.DeployDetails') },
  fields: beanFields(
    'List<Metadata.DeployMessage> componentFailures',
    'List<Metadata.DeployMessage> componentSuccesses'
  )
});
declare({
  name: 'Metadata.DeployResult',
  constructors: { '()': () => newBean('Metadata.DeployResult') },
  fields: beanFields(
    'Id id',
    'Metadata.DeployStatus status',
    'Boolean success',
    'Boolean done',
    'Boolean checkOnly',
    'Boolean ignoreWarnings',
    'Boolean rollbackOnError',
    'String errorMessage',
    'String stateDetail',
    'Id createdBy',
    'String createdByName',
    'Integer numberComponentErrors',
    'Integer numberComponentsDeployed',
    'Integer numberComponentsTotal',
    'Metadata.DeployDetails details'
  )
});
declare({
  name: 'Metadata.DeployCallbackContext',
  constructors: { '()': () => newBean('Metadata.DeployCallbackContext') },
  methods: { 'Id getCallbackJobId()': (self: Bean) => self.data['id'] ?? null }
});
declare({
  name: 'Metadata.DeployCallback',
  kind: 'interface',
  methods: {
    'void handleResult(Metadata.DeployResult result, Metadata.DeployCallbackContext context)': ABSTRACT
  }
});

interface Target {
  type: string;
  developerName: string;
  label: string;
  values: Record<string, FieldValue>;
}

/** `Type__mdt.Record` with its values. Throws InvalidParameterValueException where the type or a field is unknown. */
function targetOf(item: Bean): Target {
  const [typeName = '', developerName = ''] = String(item.data['fullname']).split('.');
  const { schema } = current().org;
  const object = schema.object(typeName.endsWith('__mdt') ? typeName : `${typeName}__mdt`);
  if (object?.kind !== 'customMetadata') {
    raise('InvalidParameterValueException', `Unknown custom metadata type: ${typeName}`);
  }
  const values: Record<string, FieldValue> = {};
  for (const one of (item.data['values'] as ApexList).items as Bean[]) {
    const field = schema.field(object, String(one.data['field']));
    if (!field) {
      raise('InvalidParameterValueException', `No such column '${String(one.data['field'])}' on ${object.apiName}`);
    }
    values[field.apiName] = toFieldValue(one.data['value']);
  }
  return {
    type: object.apiName,
    developerName,
    label: (item.data['label'] as string | null | undefined) ?? developerName,
    values
  };
}

function write({ type, developerName, label, values }: Target): void {
  const { org } = current();
  const known = org.systemRow(type, 'DeveloperName', developerName)?.get('Id');
  const row = { ...values, DeveloperName: developerName, MasterLabel: label, Label: label };
  if (typeof known === 'string') {
    org.systemUpdate(type, known, row);
  } else {
    org.systemInsert(type, row);
  }
}

/** `Metadata.Operations.enqueueDeployment`: not in tests, as in Salesforce. */
function deploy(container: Bean, callback: ApexObject | null): string {
  const items = (present(container).data['items'] as ApexList).items as Bean[];
  const targets = items.map(targetOf);
  if (current().test) {
    raise('AsyncException', 'Metadata cannot be deployed from within a test');
  }
  const job = enqueue('queueable', 'Metadata', () => {
    targets.forEach(write);
    const status = enumValues(present(libraryClass('Metadata.DeployStatus'))).get('succeeded');
    const result = newBean('Metadata.DeployResult', {
      id: job.id,
      status,
      success: true,
      done: true,
      numbercomponentsdeployed: targets.length,
      numbercomponentstotal: targets.length,
      numbercomponenterrors: 0
    });
    if (callback) {
      invoke(callback, 'handleResult', [result, newBean('Metadata.DeployCallbackContext', { id: job.id })]);
    }
  });
  return job.id;
}

/** Records of custom metadata types by their full names (`Type.Record`); those that do not exist are left out. */
function retrieve(type: ApexEnumValue | null, names: ApexList): ApexList {
  if (present(type).name !== 'CustomMetadata') {
    throw notEmulated(`Metadata.Operations.retrieve of ${present(type).name}`);
  }
  const found = present(names).items.flatMap((name) => customMetadata(String(name)) ?? []);
  return new ApexList(libraryType('Metadata.Metadata'), found);
}

function customMetadata(fullName: string): Bean | undefined {
  const { org } = current();
  const [type = '', developerName = ''] = fullName.split('.');
  const object = org.schema.object(`${type.replace(/__mdt$/i, '')}__mdt`);
  const row = object && org.systemRow(object.apiName, 'DeveloperName', developerName);
  if (!object || !row) {
    return undefined;
  }
  const values = [...object.fields.values()]
    .filter((field) => field.custom)
    .map((field) =>
      newBean('Metadata.CustomMetadataValue', {
        field: field.apiName,
        value: fromField(row.get(field.apiName) ?? null, field)
      })
    );
  return newBean('Metadata.CustomMetadata', {
    fullname: fullName,
    label: row.get('MasterLabel') ?? null,
    values: new ApexList(libraryType('Metadata.CustomMetadataValue'), values)
  });
}

declare({
  name: 'Metadata.MetadataType',
  kind: 'enum',
  constants: ['CustomMetadata', 'Layout']
});
declare({
  name: 'Metadata.Operations',
  statics: {
    'Id enqueueDeployment(Metadata.DeployContainer container, Metadata.DeployCallback callback)': deploy,
    'List<Metadata.Metadata> retrieve(Metadata.MetadataType type, List<String> names)': retrieve
  }
});
