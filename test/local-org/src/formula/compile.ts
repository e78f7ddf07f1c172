import { Big } from 'bigdecimal.js';
import type { FieldValue, ObjectDescribe, Schema } from '../schema/schema.ts';
import type { FormulaNode } from './ast.ts';
import type { EvaluationContext, Evaluate } from './evaluation.ts';
import { fromFieldValue, toFieldValue } from './field-value.ts';
import type { ResultField } from './field-value.ts';
import { FormulaError, FormulaEvaluationError } from './formula-error.ts';
import { declaredFunction } from './functions/declare.ts';
import type { FormulaFunction } from './functions/declare.ts';
import './functions/dates.ts';
import './functions/math.ts';
import { compileSpecial } from './functions/special.ts';
import './functions/text.ts';
import { compileBinary, compileUnary } from './operators.ts';
import { parseFormula } from './parse.ts';
import { resolveField, resolveGlobal } from './references.ts';
import type { FieldReference, FormulaNames } from './references.ts';
import { expectType } from './typed.ts';
import type { Typed } from './typed.ts';
import { typeLabel, typeOfField, wrongCount } from './types.ts';
import type { FormulaKind, FormulaType } from './types.ts';
import { FormulaLocation, number } from './values.ts';
import type { FormulaValue } from './values.ts';

export interface FormulaScope {
  schema: Schema;
  object: ObjectDescribe;
  kind: FormulaKind;
  /** Blank numbers count as 0; otherwise they make results blank. */
  blankAsZero: boolean;
  /** What the result must fit; a condition is a boolean. */
  result: ResultField;
  names?: FormulaNames;
  /** Resolves paths where they do not begin at the object. Throws FormulaError. */
  resolve?(path: readonly string[]): FieldReference;
}

export interface CompiledFormula {
  /** The fields it reads; `values` of the context are in this order. */
  references: readonly FieldReference[];
  /** The result as its field holds it. Throws FormulaEvaluationError. */
  evaluate(context: EvaluationContext): FieldValue;
}

const RESULT_TYPES: Partial<Record<ResultField['type'], FormulaType>> = {
  boolean: 'boolean',
  int: 'number',
  double: 'number',
  currency: 'number',
  percent: 'number',
  date: 'date',
  datetime: 'datetime',
  time: 'time'
};

class Compiler {
  readonly references: FieldReference[] = [];
  private readonly scope: FormulaScope;
  private readonly positions = new Map<string, number>();

  constructor(scope: FormulaScope) {
    this.scope = scope;
  }

  compile(node: FormulaNode): Typed {
    switch (node.kind) {
      case 'number': {
        const value = Big(node.text);
        return { type: 'number', run: () => value, node };
      }
      case 'text':
        return { type: 'text', run: () => (node.value === '' ? null : node.value), node };
      case 'boolean':
        return { type: 'boolean', run: () => node.value, node };
      case 'null':
        return { type: 'null', run: () => null, node };
      case 'reference':
        return node.path[0]?.startsWith('$') === true ? this.global(node) : this.field(node);
      case 'unary':
        return { ...compileUnary(node.operator, this.compile(node.operand)), node };
      case 'binary':
        return { ...compileBinary(node.operator, this.compile(node.left), this.compile(node.right)), node };
      case 'call':
        return this.call(node);
    }
  }

  /** The position of a reference among the values, the same for the same field. */
  private position(reference: FieldReference): number {
    const key = [
      reference.key ?? '',
      ...reference.hops.map((hop) => `${hop.relationship}:${hop.target.apiName}`),
      reference.field.apiName
    ].join('.');
    let position = this.positions.get(key);
    if (position === undefined) {
      position = this.references.push(reference) - 1;
      this.positions.set(key, position);
    }
    return position;
  }

  private field(node: Extract<FormulaNode, { kind: 'reference' }>): Typed {
    const { schema, object, blankAsZero } = this.scope;
    const reference = this.scope.resolve?.(node.path) ?? resolveField(schema, object, node.path);
    const type = typeOfField(reference.field);
    if (type === 'geolocation') return { type, run: this.location(reference), node, field: reference };
    const position = this.position(reference);
    const fieldType = reference.field.type;
    const zero = blankAsZero && type === 'number' ? number(0) : null;
    const run: Evaluate = ({ values }) => fromFieldValue(values[position], fieldType) ?? zero;
    return { type, run, node, field: reference, reference: position };
  }

  private location(reference: FieldReference): Evaluate {
    const part = (name: string): number => {
      const apiName = reference.field.apiName.replace(/__c$/i, `__${name}__s`);
      const field = this.scope.schema.field(reference.object, apiName);
      if (field === undefined) throw new FormulaError(`Field ${apiName} does not exist. Check spelling.`);
      return this.position({ ...reference, field });
    };
    const [latitude, longitude] = [part('Latitude'), part('Longitude')];
    return ({ values }) => {
      const [x, y] = [values[latitude], values[longitude]];
      return typeof x === 'number' && typeof y === 'number' ? new FormulaLocation(x, y) : null;
    };
  }

  private global(node: Extract<FormulaNode, { kind: 'reference' }>): Typed {
    const { schema, names = {} } = this.scope;
    if (node.path[0]?.toLowerCase() === '$recordtype') return this.field(node);
    const { path, field } = resolveGlobal(schema, names, node.path);
    const type = typeOfField(field as never);
    return {
      // Picklists of the user and the organisation are plain texts in formulas.
      type: type === 'picklist' ? 'text' : type,
      run: (context) => fromFieldValue(context.global(path), field.type),
      node
    };
  }

  private call(node: Extract<FormulaNode, { kind: 'call' }>): Typed {
    const args = node.arguments.map((argument, i) =>
      node.name === 'VLOOKUP' && i < 2 ? this.objectTypeField(argument) : this.compile(argument)
    );
    const special = compileSpecial(node.name, args, this.scope.kind);
    if (special !== undefined) return { ...special, node };
    const declared = declaredFunction(node.name);
    if (declared === undefined) throw new FormulaError(`Unknown function ${node.name}. Check spelling.`);
    return { type: declared.result, run: callOf(declared, args), node };
  }

  /** VLOOKUP's fields are named by their object, not read from the row. */
  private objectTypeField(node: FormulaNode): Typed {
    const path = node.kind === 'reference' ? node.path : [];
    const object = this.scope.schema.object(path[1] ?? '');
    const field = object && this.scope.schema.field(object, path[3] ?? '');
    if (field === undefined) throw new FormulaError(`Field ${path.join('.')} does not exist. Check spelling.`);
    return { type: typeOfField(field), run: () => null, node };
  }
}

function callOf(declared: FormulaFunction, args: readonly Typed[]): Evaluate {
  const { name, parameters, required, variadic } = declared;
  if (args.length < required) throw wrongCount(name, required, args.length);
  if (args.length > parameters.length && !variadic) throw wrongCount(name, parameters.length, args.length);
  const types = args.map((_, i) => parameters[Math.min(i, parameters.length - 1)] ?? []);
  args.forEach((argument, i) => expectType(name, argument, types[i] ?? []));
  return (context) => {
    const values: FormulaValue[] = [];
    for (const [i, argument] of args.entries()) {
      const value = argument.run(context);
      const textual = argument.type === 'text' || (argument.type === 'null' && types[i]?.includes('text') === true);
      if (value === null && !textual) return null;
      values.push(value ?? '');
    }
    const result = declared.run(values as never, context);
    return result === '' ? null : result;
  };
}

function checkResult(type: FormulaType, { type: wanted }: ResultField): void {
  const expected = RESULT_TYPES[wanted] ?? 'text';
  if (type === 'null' || type === expected) return;
  throw new FormulaError(
    `Formula result is data type (${typeLabel(type)}), incompatible with expected data type (${typeLabel(expected)}).`
  );
}

/** Parses, checks and compiles a formula. Throws FormulaError in Salesforce's wording. */
export function compileFormula(text: string, scope: FormulaScope): CompiledFormula {
  const compiler = new Compiler(scope);
  const typed = compiler.compile(parseFormula(text));
  checkResult(typed.type, scope.result);
  return {
    references: compiler.references,
    evaluate(context) {
      try {
        return toFieldValue(typed.run(context), scope.result);
      } catch (error) {
        // Arithmetic that the decimal library refuses is a fault of the formula's data.
        if (error instanceof RangeError) throw new FormulaEvaluationError(error.message);
        throw error;
      }
    }
  };
}
