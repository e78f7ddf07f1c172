import { compileFormula } from '../formula/compile.ts';
import type { FormulaKind } from '../formula/types.ts';
import { FormulaError, FormulaNotEmulated } from '../formula/formula-error.ts';
import type { FormulaNames } from '../formula/references.ts';
import type { FieldDescribe, ObjectDescribe, Schema, ValidationRule } from '../schema/schema.ts';
import { problemAt, type MetadataProblem } from './problems.ts';

/** Where formulas were read from, for messages. */
export type FormulaSources = Map<FieldDescribe | ValidationRule, string>;

interface FormulaCheck {
  schema: Schema;
  names: FormulaNames;
  sources: FormulaSources;
  problems: MetadataProblem[];
  warnings: string[];
}

/** Puts the fault on the list it belongs to; returns what is to stand as `notEmulated`. */
function report(check: FormulaCheck, part: FieldDescribe | ValidationRule, what: string, error: unknown): string {
  if (!(error instanceof FormulaError)) throw error;
  const file = check.sources.get(part) ?? '';
  if (error instanceof FormulaNotEmulated) {
    check.warnings.push(`${error.message} (${what})`);
    return `formula with ${error.message.replace('not emulated: ', '')} in`;
  }
  const element =
    'condition' in part ? 'errorConditionFormula' : part.formula === undefined ? 'defaultValue' : 'formula';
  if (file !== '') check.problems.push(problemAt(file, `<${element}>`, error.message));
  return 'broken formula field';
}

/** Salesforce's limit on the text of a formula. */
const MAX_LENGTH = 3900;

function ofLength(formula: string): string {
  if (formula.length > MAX_LENGTH) {
    throw new FormulaError(
      `Formula is too long (${formula.length.toLocaleString('en-US')} characters). Maximum length is ${MAX_LENGTH.toLocaleString('en-US')} characters.`
    );
  }
  return formula;
}

function checkFormula(check: FormulaCheck, object: ObjectDescribe, field: FieldDescribe): void {
  const kind: FormulaKind = field.formula === undefined ? 'default' : 'field';
  try {
    const scope = {
      schema: check.schema,
      object,
      kind,
      blankAsZero: field.blankAsZero === true,
      result: field,
      names: check.names
    };
    compileFormula(ofLength(field.formula ?? field.defaultFormula ?? ''), scope);
  } catch (error) {
    const reason = report(check, field, `${object.apiName}.${field.apiName}`, error);
    if (field.formula !== undefined) field.notEmulated = reason;
  }
}

function checkRule(check: FormulaCheck, object: ObjectDescribe, rule: ValidationRule): boolean {
  try {
    const scope = {
      schema: check.schema,
      object,
      kind: 'rule',
      blankAsZero: false,
      result: { type: 'boolean' },
      names: check.names
    } as const;
    compileFormula(ofLength(rule.condition), scope);
    return true;
  } catch (error) {
    report(check, rule, `validation rule ${object.apiName}.${rule.name}`, error);
    return false;
  }
}

/** Whether the formula reads itself, over other formulas or at once. */
function isCircular(check: FormulaCheck, object: ObjectDescribe, field: FieldDescribe): boolean {
  const seen = new Set<FieldDescribe>();
  const leadsBack = (at: ObjectDescribe, formulaField: FieldDescribe): boolean => {
    if (formulaField.formula === undefined || formulaField.notEmulated !== undefined) return false;
    const scope = {
      schema: check.schema,
      object: at,
      kind: 'field',
      blankAsZero: false,
      result: formulaField
    } as const;
    return compileFormula(formulaField.formula, scope).references.some((reference) => {
      if (reference.field === field) return true;
      if (seen.has(reference.field)) return false;
      seen.add(reference.field);
      return leadsBack(reference.object, reference.field);
    });
  };
  return leadsBack(object, field);
}

/**
 * Checks every formula of the project's schema. A formula field that is broken or not emulated is marked as such, and a
 * rule goes; the rest of the project can run without them.
 */
export function checkFormulas(check: FormulaCheck): void {
  for (const object of check.schema.objects) {
    const fields = [...object.fields.values()];
    for (const field of fields) {
      if (field.formula !== undefined || field.defaultFormula !== undefined) checkFormula(check, object, field);
    }
  }
  for (const object of check.schema.objects) {
    for (const field of object.fields.values()) {
      if (field.formula === undefined || field.notEmulated !== undefined || !isCircular(check, object, field)) continue;
      const message = `Formula cannot use another formula field that directly or indirectly refers to itself. ${field.apiName}`;
      field.notEmulated = report(check, field, `${object.apiName}.${field.apiName}`, new FormulaError(message));
    }
    object.validationRules = object.validationRules.filter((rule) => checkRule(check, object, rule));
    if (object.kind === 'customMetadata' && object.validationRules.length > 0) {
      check.warnings.push(
        `not emulated: the validation rules of ${object.apiName} are checked, and not run over its records`
      );
    }
  }
}
