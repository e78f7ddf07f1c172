import { declare, libraryType } from '../types/library.ts';
import { apexFrames, stackText } from '../runtime/stack.ts';
import { ApexList, ApexMap } from '../runtime/values/collections.ts';
import type { ApexException } from '../runtime/values/exceptions.ts';
import { type FailedRow, raise } from '../runtime/values/exceptions.ts';
import { enumValues } from '../runtime/values/objects.ts';
import { libraryClass } from '../types/library.ts';

const CONSTRUCTORS = {
  '()': () => null,
  '(String message)': () => null,
  '(Exception cause)': () => null,
  '(String message, Exception cause)': () => null
};

declare({
  name: 'Exception',
  virtual: true,
  abstract: true,
  methods: {
    'String getMessage()': (self: ApexException) =>
      self.message ?? (self.symbol.library ? null : 'Script-thrown exception'),
    'void setMessage(String message)': (self: ApexException, message: string) => {
      self.message = message;
    },
    'Exception getCause()': (self: ApexException) => self.cause,
    'void initCause(Exception cause)': (self: ApexException, cause: ApexException) => {
      self.cause = cause;
    },
    'String getTypeName()': (self: ApexException) => self.typeName,
    'Integer getLineNumber()': (self: ApexException) => apexFrames(self.trace.stack)[0]?.line ?? 0,
    'String getStackTraceString()': (self: ApexException) => stackText(apexFrames(self.trace.stack))
  },
  constructors: CONSTRUCTORS
});

const SIMPLE = [
  'NullPointerException',
  'TypeException',
  'MathException',
  'ListException',
  'StringException',
  'JSONException',
  'IllegalArgumentException',
  'NoSuchElementException',
  'CalloutException',
  'AsyncException',
  'FinalException',
  'InvalidParameterValueException',
  'LimitException',
  'NoDataFoundException',
  'RequiredFeatureMissingException',
  'SerializationException',
  'VisualforceException',
  'XmlException',
  'UnexpectedException',
  'HandledException',
  'AssertException',
  'EventBus.RetryableException',
  'DuplicateMessageException',
  'InvalidHeaderException',
  'EmailException',
  'SearchException'
];

for (const name of SIMPLE) {
  declare({ name, extends: 'Exception', constructors: CONSTRUCTORS });
}

for (const name of ['QueryException', 'SObjectException', 'NoAccessException', 'SecurityException']) {
  declare({
    name,
    extends: 'Exception',
    constructors: CONSTRUCTORS,
    methods: {
      'Map<String,Set<String>> getInaccessibleFields()': () =>
        new ApexMap(libraryType('String'), libraryType('Set', libraryType('String')))
    }
  });
}

declare({ name: 'AuraHandledException', extends: 'Exception', constructors: CONSTRUCTORS });

function row(self: ApexException, index: number): FailedRow {
  const found = self.rows[index];
  if (!found) {
    raise('ListException', `List index out of bounds: ${String(index)}`);
  }
  return found;
}

/** `System.StatusCode`'s constant of this name. */
export function statusCode(name: string): unknown {
  const symbol = libraryClass('StatusCode');
  return symbol ? (enumValues(symbol).get(name.toLowerCase()) ?? null) : null;
}

declare({
  name: 'DmlException',
  extends: 'Exception',
  constructors: CONSTRUCTORS,
  methods: {
    'Integer getNumDml()': (self: ApexException) => self.rows.length,
    'String getDmlMessage(Integer index)': (self: ApexException, index: number) => row(self, index).message,
    'Integer getDmlIndex(Integer index)': (self: ApexException, index: number) => row(self, index).index,
    'Id getDmlId(Integer index)': (self: ApexException, index: number) => row(self, index).id,
    'String getDmlStatusCode(Integer index)': (self: ApexException, index: number) => row(self, index).statusCode,
    'StatusCode getDmlType(Integer index)': (self: ApexException, index: number) =>
      statusCode(row(self, index).statusCode),
    'List<String> getDmlFieldNames(Integer index)': (self: ApexException, index: number) =>
      new ApexList(libraryType('String'), row(self, index).fields)
  }
});

declare({
  name: 'StatusCode',
  kind: 'enum',
  constants: [
    'REQUIRED_FIELD_MISSING',
    'DUPLICATE_VALUE',
    'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    'UNABLE_TO_LOCK_ROW',
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    'STRING_TOO_LONG',
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    'INVALID_CROSS_REFERENCE_KEY',
    'INSUFFICIENT_ACCESS_OR_READONLY',
    'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    'ENTITY_IS_DELETED',
    'MISSING_ARGUMENT',
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    'FIELD_INTEGRITY_EXCEPTION',
    'DELETE_FAILED',
    'INVALID_ID_FIELD',
    'MALFORMED_ID',
    'NUMBER_OUTSIDE_VALID_RANGE',
    'INVALID_EMAIL_ADDRESS',
    'DUPLICATE_EXTERNAL_ID',
    'DUPLICATES_DETECTED',
    'CANNOT_UPDATE_CONVERTED_LEAD',
    'INVALID_TYPE_ON_FIELD_IN_RECORD',
    'INVALID_TYPE',
    'INVALID_FIELD',
    'LIMIT_EXCEEDED',
    'STORAGE_LIMIT_EXCEEDED',
    'UNKNOWN_EXCEPTION',
    'INSUFFICIENT_ACCESS',
    'CANNOT_DELETE_OWNER',
    'ENTITY_IS_LOCKED',
    'OPERATION_ENQUEUED',
    'INVALID_STATUS',
    'SELF_REFERENCE_FROM_TRIGGER',
    'TOO_MANY_ENUM_VALUE',
    'CIRCULAR_DEPENDENCY',
    'DEPENDENCY_EXISTS',
    'UNDELETE_FAILED',
    'JSON_PARSER_ERROR',
    'PLATFORM_EVENT_PUBLISH_FAILED',
    'INVALID_PARTITION_KEY'
  ]
});
