import type { FieldDescribe, ObjectDescribe } from './schema.ts';

/** The field whose value decides which values a dependent picklist offers. */
export function controllingField(object: ObjectDescribe, field: FieldDescribe): FieldDescribe | undefined {
  return field.dependsOn === undefined ? undefined : object.fields.get(field.dependsOn.field.toLowerCase());
}

/** A controlling field's values with the numbers that dependent values name them by; a checkbox has two. */
export function controllerValues(controlling: FieldDescribe): ReadonlyMap<string, number> {
  const values =
    controlling.type === 'boolean' ? ['false', 'true'] : controlling.picklistValues.map((one) => one.value);
  return new Map(values.map((value, index) => [value, index]));
}

/** How metadata names the values of a checkbox. */
const CHECKBOX: Record<string, string> = { checked: 'true', unchecked: 'false' };

/** Numbers of the controlling values under which a dependent picklist offers a value. */
export function validFor(field: FieldDescribe, value: string, controllers: ReadonlyMap<string, number>): number[] {
  return [...(field.dependsOn?.valid ?? [])]
    .filter(([, allowed]) => allowed.includes(value))
    .flatMap(([controlling]) => controllers.get(controlling) ?? controllers.get(CHECKBOX[controlling] ?? '') ?? [])
    .sort((a, b) => a - b);
}
