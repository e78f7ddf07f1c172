import type { FieldDescribe, ObjectDescribe, ValidationRule } from '../../schema/schema.ts';
import type { DmlError } from '../org.ts';

/** Values longer than this are cut in messages, which travel through logs. */
const SHOWN = 255;
const shown = (value: unknown): string => {
  const text = String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
};

const error = (statusCode: string, message: string, fields: string[] = []): DmlError => ({
  statusCode,
  message,
  fields
});

/** The errors of rows, with Salesforce's codes and wording. */
export const dmlError = {
  requiredMissing: (names: string[]) =>
    error('REQUIRED_FIELD_MISSING', `Required fields are missing: [${names.join(', ')}]`, names),
  tooLong: (field: FieldDescribe, value: unknown) =>
    error(
      'STRING_TOO_LONG',
      `${field.label}: data value too large: ${shown(value)} (max length=${field.length ?? 0})`,
      [field.apiName]
    ),
  outOfRange: (field: FieldDescribe, value: unknown) =>
    error(
      'NUMBER_OUTSIDE_VALID_RANGE',
      `${field.label}: value outside of valid range on numeric field: ${shown(value)}`,
      [field.apiName]
    ),
  badPicklist: (field: FieldDescribe, value: unknown) =>
    error(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      `${field.label}: bad value for restricted picklist field: ${shown(value)}`,
      [field.apiName]
    ),
  badEmail: (field: FieldDescribe, value: unknown) =>
    error('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${shown(value)}`, [field.apiName]),
  badType: (field: FieldDescribe, value: unknown) =>
    error('INVALID_TYPE_ON_FIELD_IN_RECORD', `${field.label}: value not of required type: ${shown(value)}`, [
      field.apiName
    ]),
  malformedId: (field: FieldDescribe, value: unknown) =>
    error('MALFORMED_ID', `${field.label}: id value of incorrect type: ${shown(value)}`, [field.apiName]),
  wrongIdType: (field: FieldDescribe, value: unknown) =>
    error('FIELD_INTEGRITY_EXCEPTION', `${field.label}: id value of incorrect type: ${shown(value)}`, [field.apiName]),
  trivialShare: (field: string, level: string, everybody: string) =>
    error(
      'FIELD_FILTER_VALIDATION_EXCEPTION',
      `field integrity exception: ${field} (trivial share level ${level}, for organization with default level ${everybody})`,
      [field]
    ),
  recordTypeNotForUser: (id: unknown) =>
    error('INVALID_CROSS_REFERENCE_KEY', `Record Type ID: this ID value isn't valid for the user: ${shown(id)}`, [
      'RecordTypeId'
    ]),
  badReference: (field?: FieldDescribe) =>
    error('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', field === undefined ? [] : [field.apiName]),
  foreignKeyNotFound: (value: unknown, fieldName: string, object: ObjectDescribe) =>
    error(
      'INVALID_FIELD',
      `Foreign key external ID: ${shown(value).toLowerCase()} not found for field ${fieldName} in entity ${object.apiName}`
    ),
  isDeleted: () => error('ENTITY_IS_DELETED', 'entity is deleted'),
  notWriteable: (names: string[]) =>
    error(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      `Unable to create/update fields: ${names.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
      names
    ),
  noSuchColumn: (name: string, object: ObjectDescribe) =>
    error('INVALID_FIELD', `No such column '${name}' on sobject of type ${object.apiName}`, [name]),
  duplicateValue: (field: FieldDescribe, id: string) =>
    error(
      'DUPLICATE_VALUE',
      `duplicate value found: ${field.apiName} duplicates value on record with id: ${id.slice(0, 15)}`,
      [field.apiName]
    ),
  duplicateKeyInCall: (field: FieldDescribe, value: unknown) =>
    error('DUPLICATE_VALUE', `Duplicate external id specified: ${shown(value)}`, [field.apiName]),
  keyMatchesMany: (field: FieldDescribe, ids: readonly string[]) =>
    error(
      'DUPLICATE_EXTERNAL_ID',
      `${field.label}: more than one record found for external id field: [${ids.join(', ')}]`,
      [field.apiName]
    ),
  keyMissing: (name: string) => error('MISSING_ARGUMENT', `${name} not specified`),
  idMissing: (operation: string) => error('MISSING_ARGUMENT', `Id not specified in an ${operation} call`),
  idOnInsert: () => error('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']),
  duplicateId: (id: string) => error('DUPLICATE_VALUE', `Duplicate id in list: ${id}`),
  noRowAccess: () => error('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id'),
  noParentAccess: (id: string) =>
    error(
      'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
      `insufficient access rights on cross-reference id: ${id.slice(0, 15)}`
    ),
  inactiveOwner: (object: ObjectDescribe, id: string) =>
    error(
      'INACTIVE_OWNER_OR_USER',
      `operation performed with inactive user [${id.slice(0, 15)}] as owner of ${object.label.toLowerCase()}`,
      ['OwnerId']
    ),
  wrongQueue: (field: FieldDescribe) =>
    error('INVALID_OPERATION', 'Queue not associated with this SObject type', [field.apiName]),
  selfReference: (id: string, trigger: string) =>
    error(
      'SELF_REFERENCE_FROM_TRIGGER',
      `Object (id = ${id.slice(0, 15)}) is currently in trigger ${trigger}, therefore it cannot recursively update itself`
    ),
  noObjectAccess: (object: ObjectDescribe): DmlError => ({
    ...error('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `Access to entity '${object.apiName}' denied`),
    noObjectAccess: true
  }),
  noFieldAccess: (object: ObjectDescribe, names: string[]) =>
    error(
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      `Operation failed due to fields being inaccessible on Sobject ${object.apiName}, check errors on Exception or Result!`,
      names
    ),
  brokenRule: (rule: ValidationRule) =>
    error(
      rule.statusCode ?? 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      rule.message,
      rule.errorField === undefined ? [] : [rule.errorField]
    ),
  ruleFailed: (rule: ValidationRule, reason: string) =>
    error(
      'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      `The formula in the "${rule.name}" validation rule is invalid due to the following: ${reason}`
    ),
  restrictedDelete: (name: string, child: ObjectDescribe, holders: readonly string[]) =>
    error(
      'DELETE_FAILED',
      `Your attempt to delete ${name} could not be completed because it is associated with the following ${child.labelPlural.toLowerCase()}.: ${holders.join(', ')}\n`
    ),
  notDeleted: () => error('UNDELETE_FAILED', 'Entity is not in the recycle bin'),
  triggerFailed: (message: string) => error('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message),
  notInsertable: (message: string) => error('INVALID_TYPE_FOR_OPERATION', message),
  notEmulated: (what: string, fields: string[]) => error('UNKNOWN_EXCEPTION', `not emulated: ${what}`, fields),
  tooManyRetries: () =>
    error('UNKNOWN_EXCEPTION', 'Too many batch retries in the presence of Apex triggers with partial failures.')
};
