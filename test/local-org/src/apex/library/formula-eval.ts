import { compileFormula, type CompiledFormula } from '../../formula/compile.ts';
import { FormulaError, FormulaEvaluationError } from '../../formula/formula-error.ts';
import { resolveField, type FieldReference } from '../../formula/references.ts';
import type { FieldType, FieldValue } from '../../schema/schema.ts';
import { makeField } from '../../schema/field.ts';
import { declare, libraryType } from '../types/library.ts';
import { lineage, type ClassSymbol, type FieldSymbol } from '../types/symbols.ts';
import type { Type } from '../types/type.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexList, ApexSet } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { fromField, toFieldValue } from '../runtime/values/field-values.ts';
import { decimal } from '../runtime/values/numbers.ts';
import type { ApexEnumValue, ApexObject, NativeObject } from '../runtime/values/objects.ts';
import { SObjectRecord } from '../runtime/values/record.ts';
import { newBean, type Bean } from './bean.ts';

for (const name of ['FormulaValidationException', 'FormulaEvaluationException']) {
  declare({
    name,
    extends: 'Exception',
    virtual: true,
    constructors: { '()': () => null, '(String message)': () => null }
  });
}
// The namespace itself, so that its enums can be named in expressions.
declare({ name: 'FormulaEval' });
declare({
  name: 'FormulaEval.FormulaReturnType',
  kind: 'enum',
  constants: ['BOOLEAN', 'DATE', 'DATETIME', 'DECIMAL', 'DOUBLE', 'ID', 'INTEGER', 'LONG', 'STRING', 'TIME']
});
declare({
  name: 'FormulaEval.FormulaGlobal',
  kind: 'enum',
  constants: ['CUSTOMMETADATA', 'LABEL', 'ORGANIZATION', 'PERMISSION', 'PROFILE', 'SETUP', 'SYSTEM', 'USER', 'USERROLE']
});

const RESULTS: Record<string, FieldType> = {
  BOOLEAN: 'boolean',
  DATE: 'date',
  DATETIME: 'datetime',
  DECIMAL: 'double',
  DOUBLE: 'double',
  INTEGER: 'double',
  LONG: 'double',
  TIME: 'time'
};
const PROPERTIES: Record<string, FieldType> = {
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  decimal: 'double',
  double: 'double',
  integer: 'double',
  long: 'double',
  time: 'time',
  string: 'string',
  id: 'id'
};

/** A property of the context class: a record whose fields are read, or a plain value. */
interface RootedReference extends FieldReference {
  property?: FieldSymbol;
}

function propertyOf(symbol: ClassSymbol, name: string, path: readonly string[]): FieldSymbol {
  const found = [...lineage(symbol)].flatMap((owner) => owner.field(name) ?? [])[0];
  const open = symbol.visibility === 'global' && found?.visibility === 'global' && !found.static;
  if (!found || !open) {
    throw new FormulaError(`Field ${path.join('.')} does not exist. Check spelling.`);
  }
  return found;
}

/** A path from the type that the formula is built for. Throws FormulaError. */
function resolve(type: Type, path: readonly string[]): RootedReference {
  const { schema } = current().org;
  if (type.kind === 'sobject' && type.object) {
    return resolveField(schema, type.object, path);
  }
  const [name = '', ...rest] = path;
  if (type.kind !== 'class' || type.symbol.library) {
    throw new FormulaError(`Field ${path.join('.')} does not exist. Check spelling.`);
  }
  const property = propertyOf(type.symbol, name, path);
  const owner = property.type;
  if (rest.length && owner.kind === 'sobject' && owner.object) {
    const reference = resolveField(schema, owner.object, rest);
    return { ...reference, property, key: property.name };
  }
  const fieldType = rest.length ? undefined : PROPERTIES[owner.name.toLowerCase()];
  const object = schema.objects[0];
  if (!fieldType || !object) {
    throw new FormulaError(`Field ${path.join('.')} does not exist. Check spelling.`);
  }
  return { hops: [], object, field: makeField({ apiName: property.name, type: fieldType }), property, key: '' };
}

interface Built {
  formula: CompiledFormula;
  type: Type;
  returns: string;
}

type Instance = NativeObject<Record<string, unknown>>;

function build({ data }: Bean): Bean {
  const type = (present(data['type']) as NativeObject<Type>).data;
  const returns = (present(data['returns']) as ApexEnumValue).name;
  const object = type.kind === 'sobject' ? type.object : undefined;
  const { org } = current();
  try {
    const formula = compileFormula(present(data['formula'] as string | null), {
      schema: org.schema,
      object: object ?? present(org.schema.objects[0]),
      kind: 'field',
      blankAsZero: data['blanksaszero'] === true,
      result: { type: RESULTS[returns] ?? 'string' },
      names: { labels: org.labels },
      resolve: (path) => resolve(type, path)
    });
    return newBean('FormulaEval.FormulaInstance', { built: { formula, type, returns } satisfies Built });
  } catch (error) {
    if (error instanceof FormulaError) {
      raise('FormulaValidationException', error.message);
    }
    throw error;
  }
}

function valueOf(context: unknown, { property, hops, field }: RootedReference): FieldValue {
  const start = property ? readProperty(context as ApexObject, property) : context;
  if (!(start instanceof SObjectRecord)) {
    return property && !hops.length ? toFieldValue(start) : null;
  }
  let record: SObjectRecord = start;
  for (const hop of hops) {
    const parent = record.parents.get(hop.relationship);
    if (!parent) {
      return null;
    }
    record = parent;
  }
  // Reading it as Apex does complains about a field that was not queried.
  record.get(field);
  return record.fields.get(field.apiName) ?? null;
}

function readProperty(holder: ApexObject, property: FieldSymbol): unknown {
  const self = holder as unknown as Record<string, unknown>;
  return property.property?.getter === 'custom'
    ? (self[`get_${property.key}`] as () => unknown).call(holder)
    : (self[property.key] ?? null);
}

function evaluate({ data }: Instance, context: unknown): unknown {
  const { formula, returns } = data['built'] as Built;
  const { org, userId } = current();
  const values = formula.references.map((reference) => valueOf(context, reference));
  try {
    const value = formula.evaluate({ ...org.formulaEnvironment(userId), values });
    return converted(value, returns);
  } catch (error) {
    if (error instanceof FormulaEvaluationError) {
      raise('FormulaEvaluationException', error.message);
    }
    throw error;
  }
}

function converted(value: FieldValue, returns: string): unknown {
  if (value === null) {
    return null;
  }
  switch (returns) {
    case 'INTEGER':
      return Math.trunc(Number(value));
    case 'LONG':
      return BigInt(Math.trunc(Number(value)));
    case 'DECIMAL':
    case 'DOUBLE':
      return decimal(Number(value));
    default:
      return fromField(value, makeField({ apiName: 'result', type: RESULTS[returns] ?? 'string' }));
  }
}

const setting =
  (name: string) =>
  (self: Bean, value: unknown): Bean => {
    self.data[name] = value;
    return self;
  };

declare({
  name: 'FormulaEval.FormulaInstance',
  methods: {
    'Object evaluate(Object context)': evaluate,
    'Set<String> getReferencedFields()': ({ data }: Instance) =>
      new ApexSet(
        libraryType('String'),
        (data['built'] as Built).formula.references.map(({ hops, field }) =>
          [...hops.map((hop) => hop.relationship), field.apiName].join('.')
        )
      )
  }
});
declare({
  name: 'FormulaEval.FormulaBuilder',
  methods: {
    'FormulaEval.FormulaBuilder withFormula(String formula)': setting('formula'),
    'FormulaEval.FormulaBuilder withType(Type type)': setting('type'),
    'FormulaEval.FormulaBuilder withReturnType(FormulaEval.FormulaReturnType type)': setting('returns'),
    'FormulaEval.FormulaBuilder withGlobalVariables(List<FormulaEval.FormulaGlobal> globals)': setting('globals'),
    'FormulaEval.FormulaBuilder treatNumericNullAsZero(Boolean asZero)': setting('blanksaszero'),
    'FormulaEval.FormulaInstance build()': build
  }
});
declare({
  name: 'FormulaRecalcResult',
  methods: {
    'Boolean isSuccess()': () => true,
    'SObject getSObject()': ({ data }: Bean) => data['record'],
    'List<FormulaRecalcFieldError> getErrors()': () => new ApexList(libraryType('FormulaRecalcFieldError'))
  }
});
declare({
  name: 'FormulaRecalcFieldError',
  methods: {
    'String getFieldName()': () => null,
    'String getFieldError()': () => null
  }
});
declare({
  name: 'Formula',
  statics: {
    'FormulaEval.FormulaBuilder builder()': () => newBean('FormulaEval.FormulaBuilder'),
    'List<FormulaRecalcResult> recalculateFormulas(List<SObject> records)': (records: ApexList) =>
      new ApexList(
        libraryType('FormulaRecalcResult'),
        (present(records).items as SObjectRecord[]).map((record) => {
          current().org.recalculate(record.object, record.fields);
          return newBean('FormulaRecalcResult', { record });
        })
      )
  }
});
