import type { ObjectDescribe } from '../../schema/schema.ts';
import { sObjectType } from './type.ts';

const DESCRIBE: ObjectDescribe = {
  apiName: 'AggregateResult',
  namespace: '',
  label: 'Aggregate Result',
  labelPlural: 'Aggregate Results',
  keyPrefix: '',
  kind: 'standard',
  sharingModel: 'ReadWrite',
  fields: new Map(),
  childRelationships: new Map(),
  recordTypes: [],
  fieldSets: [],
  validationRules: [],
  setup: true
};

/** The sObject type of grouped rows: no object of the org, and its fields are the aliases of each query. */
export const AGGREGATE_RESULT = sObjectType(DESCRIBE);
