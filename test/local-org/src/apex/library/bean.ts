import { libraryClass, type LibraryClass } from '../types/library.ts';
import type { Implementation } from '../types/symbols.ts';
import { present } from '../runtime/operators.ts';
import { NativeObject } from '../runtime/values/objects.ts';

/** An instance of a library class whose members are read and written as they are, by lower-case name. */
export type Bean = NativeObject<Record<string, unknown>>;

export function newBean(name: string, data: Record<string, unknown> = {}): Bean {
  return new NativeObject(present(libraryClass(name)), data);
}

const nameOf = (declaration: string): string => declaration.slice(declaration.lastIndexOf(' ') + 1);

const read =
  (key: string): Implementation =>
  (self: Bean) =>
    self.data[key] ?? null;

const write =
  (key: string): Implementation =>
  (self: Bean, value: unknown) => {
    self.data[key] = value;
  };

/** `String subject`: a field that may be read and written. */
export function beanFields(...declarations: string[]): NonNullable<LibraryClass['fields']> {
  return Object.fromEntries(
    declarations.map((declaration) => {
      const key = nameOf(declaration).toLowerCase();
      return [declaration, { read: read(key), write: write(key) }];
    })
  );
}

/** `String Subject`: `getSubject()` and `setSubject(String)`. */
export function beanAccessors(...declarations: string[]): Record<string, Implementation> {
  return Object.fromEntries(
    declarations.flatMap((declaration) => {
      const name = nameOf(declaration);
      const type = declaration.slice(0, -name.length).trim();
      const key = name.toLowerCase();
      return [
        [`${type} get${name}()`, read(key)],
        [`void set${name}(${type} value)`, write(key)]
      ];
    })
  );
}

const readable = new Map<string, Record<string, string>>();

/** Lets `JSON.deserialize` make beans of this class: field name → Apex type. */
export function readableAsJson(className: string, fields: Record<string, string>): void {
  readable.set(className, fields);
}

/** The fields of a class that {@link readableAsJson} named; undefined for all others. */
export function jsonFields(className: string): Record<string, string> | undefined {
  return readable.get(className);
}
