import { declare, libraryType } from '../types/library.ts';
import { apexFrames, stackText } from '../runtime/stack.ts';
import { ApexList, ApexMap, ApexSet } from '../runtime/values/collections.ts';
import type { ApexException } from '../runtime/values/exceptions.ts';
import { type FailedRow, raise } from '../runtime/values/exceptions.ts';
import { enumValues } from '../runtime/values/objects.ts';
import { libraryClass } from '../types/library.ts';
import { STATUS_CODES } from './status-codes.ts';

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
      self.messageWasSet = true;
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
  'UnsupportedOperationException',
  'HandledException',
  'AssertException',
  'EventBus.RetryableException',
  'DuplicateMessageException',
  'InvalidHeaderException',
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
      'Map<String,Set<String>> getInaccessibleFields()': (self: ApexException) => {
        const map = new ApexMap(libraryType('String'), libraryType('Set', libraryType('String')));
        self.inaccessible.forEach((names, object) => map.put(object, new ApexSet(libraryType('String'), [...names])));
        return map;
      }
    }
  });
}

/** What it is made with reaches the component; Apex itself sees it only where `setMessage` was called. */
declare({
  name: 'AuraHandledException',
  extends: 'Exception',
  constructors: CONSTRUCTORS,
  methods: {
    'String getMessage()': (self: ApexException) =>
      self.messageWasSet ? self.message : self.constructed ? 'Script-thrown exception' : self.message
  }
});

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

for (const name of ['DmlException', 'EmailException']) {
  declare({
    name,
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
}

declare({
  name: 'StatusCode',
  kind: 'enum',
  constants: STATUS_CODES
});
