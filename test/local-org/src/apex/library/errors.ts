import type { DmlError } from '../../platform/org.ts';
import { declare, libraryClass, libraryType } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { NativeObject } from '../runtime/values/objects.ts';
import { statusCode } from './exceptions.ts';

declare({
  name: 'Database.Error',
  methods: {
    'String getMessage()': (self: NativeObject<DmlError>) => self.data.message,
    'StatusCode getStatusCode()': (self: NativeObject<DmlError>) => statusCode(self.data.statusCode),
    'List<String> getFields()': (self: NativeObject<DmlError>) => new ApexList(libraryType('String'), self.data.fields)
  }
});

/** Errors as `Database.Error` objects. */
export function errorList(errors: readonly DmlError[]): ApexList {
  return new ApexList(
    libraryType('Database.Error'),
    errors.map((error) => new NativeObject(present(libraryClass('Database.Error')), error))
  );
}
