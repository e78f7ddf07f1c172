import type { BigDecimal } from 'bigdecimal.js';
import type { EvaluationContext } from '../evaluation.ts';
import { fromFieldValue } from '../field-value.ts';
import { FormulaError, FormulaNotEmulated } from '../formula-error.ts';
import { equal } from '../operators.ts';
import { expectCommon, expectCount, expectType, refusePicklist } from '../typed.ts';
import type { Typed } from '../typed.ts';
import { described, illegalType, wrongType } from '../types.ts';
import type { FormulaKind, FormulaType } from '../types.ts';
import { type FormulaDate, FormulaDatetime, type FormulaTime, number, textOf } from '../values.ts';
import type { FormulaValue } from '../values.ts';
import { duration, plusMonths } from './dates.ts';

type Result = Pick<Typed, 'type' | 'run'>;
type Special = (args: readonly Typed[], kind: FormulaKind) => Result;

const isBlank = (value: FormulaValue): boolean => value === null || value === '';
const boolean = (run: Typed['run']): Result => ({ type: 'boolean', run });
const at = (args: readonly Typed[], index: number): Typed => args[index] as Typed;

function literalText(name: string, argument: Typed): string {
  if (argument.node.kind !== 'text') {
    throw new FormulaError(
      `Incorrect parameter type for ${described(name)}. Expected Text Literal, received ${argument.type === 'text' ? 'Text' : described(argument.type)}`
    );
  }
  return argument.node.value;
}

function picklistField(name: string, argument: Typed, type: 'picklist' | 'multipicklist'): void {
  if (argument.type === type) return;
  const wanted = type === 'picklist' ? 'Picklist' : 'Multi-Select Picklist';
  throw new FormulaError(`Incorrect parameter for ${described(name)}. Expected ${wanted} field reference.`);
}

/** A picklist field holds values by their API names; a formula may name them by API name. */
const isValue = (value: FormulaValue, wanted: string): boolean => textOf(value) === wanted;

/** AND and OR stop at the first argument that settles them, and take blank for false. */
const logical =
  (name: string, settles: boolean): Special =>
  (args) => {
    if (args.length === 0) expectCount(name, args, 1);
    for (const argument of args) expectType(name, argument, ['boolean']);
    return boolean((context) =>
      args.some((argument) => (argument.run(context) === true) === settles) ? settles : !settles
    );
  };

function conditional(args: readonly Typed[]): Result {
  expectCount('IF', args, 3);
  const [condition, then, otherwise] = args as [Typed, Typed, Typed];
  expectType('IF', condition, ['boolean']);
  refusePicklist(then);
  refusePicklist(otherwise);
  const type =
    then.type === 'geolocation' && otherwise.type === 'geolocation' ? then.type : expectCommon('IF', [then, otherwise]);
  return { type, run: (context) => (condition.run(context) === true ? then : otherwise).run(context) };
}

function chosen(args: readonly Typed[]): Result {
  const count = args.length;
  if (count < 4 || count % 2 !== 0) expectCount('CASE', args, count < 4 ? 4 : count - 1);
  const subject = at(args, 0);
  const picklist = subject.type === 'picklist';
  if (subject.type === 'multipicklist') refusePicklist(subject);
  const cases = args
    .slice(1, -1)
    .flatMap((when, i, list) => (i % 2 === 0 ? [{ when, then: list[i + 1] as Typed }] : []));
  if (picklist) for (const { when } of cases) literalText('CASE', when);
  const whens = cases.map(({ when }) => when);
  const subjectType = picklist ? 'text' : expectCommon('CASE', [subject, ...whens]);
  const type = expectCommon('CASE', [...cases.map(({ then }) => then), at(args, count - 1)]);
  if ([subjectType, type].includes('boolean')) throw illegalType('CASE');
  return {
    type,
    run: (context) => {
      const value = subject.run(context);
      const hit = cases.find(({ when }) => equal(value, when.run(context), subjectType === 'text') === true);
      return (hit?.then ?? at(args, count - 1)).run(context);
    }
  };
}

const blankTest =
  (name: string, textNeverNull: boolean): Special =>
  (args) => {
    expectCount(name, args, 1);
    const [argument] = args as [Typed];
    if (argument.type === 'boolean') throw illegalType(name);
    if (textNeverNull && argument.type === 'text') return boolean(() => false);
    return boolean((context) => isBlank(argument.run(context)));
  };

const blankSubstitute =
  (name: string, textNeverNull: boolean): Special =>
  (args) => {
    expectCount(name, args, 2);
    const [value, substitute] = args as [Typed, Typed];
    if (value.type === 'boolean') throw illegalType(name);
    const type = value.type === 'picklist' && substitute.type === 'text' ? 'text' : expectCommon(name, args);
    if (textNeverNull && type === 'text') return { type, run: value.run };
    return {
      type,
      run: (context) => {
        const found = value.run(context);
        return isBlank(found) ? substitute.run(context) : found;
      }
    };
  };

function onlyInRules(name: string, kind: FormulaKind): void {
  if (kind !== 'rule') throw new FormulaError(`Function ${name} may not be used in this type of formula`);
}

function fieldArgument(name: string, args: readonly Typed[]): Typed & { reference: number } {
  expectCount(name, args, 1);
  const [argument] = args as [Typed];
  if (argument.reference === undefined) throw illegalType(name);
  return argument as Typed & { reference: number };
}

function isChanged(args: readonly Typed[], kind: FormulaKind): Result {
  onlyInRules('ISCHANGED', kind);
  const { reference } = fieldArgument('ISCHANGED', args);
  return boolean(
    ({ values, prior }) => prior !== undefined && (values[reference] ?? null) !== (prior[reference] ?? null)
  );
}

function priorValue(args: readonly Typed[], kind: FormulaKind): Result {
  onlyInRules('PRIORVALUE', kind);
  const argument = fieldArgument('PRIORVALUE', args);
  const { type, field, reference } = argument;
  return {
    ...argument,
    type,
    // A new record has no earlier value; Salesforce then takes the present one.
    run: ({ values, prior }) => fromFieldValue((prior ?? values)[reference], field?.field.type ?? 'string')
  };
}

function isNew(args: readonly Typed[], kind: FormulaKind): Result {
  onlyInRules('ISNEW', kind);
  expectCount('ISNEW', args, 0);
  return boolean(({ prior }) => prior === undefined);
}

function text(args: readonly Typed[]): Result {
  const [argument] = args as [Typed];
  return { type: 'text', run: argument.run };
}

function isPicklistValue(args: readonly Typed[]): Result {
  expectCount('ISPICKVAL', args, 2);
  const [field, value] = args as [Typed, Typed];
  picklistField('ISPICKVAL', field, 'picklist');
  const wanted = literalText('ISPICKVAL', value);
  return boolean((context) => isValue(field.run(context), wanted));
}

function includes(args: readonly Typed[]): Result {
  expectCount('INCLUDES', args, 2);
  const [field, value] = args as [Typed, Typed];
  picklistField('INCLUDES', field, 'multipicklist');
  const wanted = literalText('INCLUDES', value);
  const described = field.field?.field;
  if (described?.restrictedPicklist === true && !described.picklistValues.some((entry) => entry.value === wanted)) {
    throw new FormulaError(
      'Incorrect parameter for function INCLUDES(). Text Literal must be a valid value for this multi-select picklist field.'
    );
  }
  return boolean((context) => textOf(field.run(context)).split(';').includes(wanted));
}

function picklistCount(args: readonly Typed[]): Result {
  expectCount('PICKLISTCOUNT', args, 1);
  const [field] = args as [Typed];
  picklistField('PICKLISTCOUNT', field, 'multipicklist');
  return {
    type: 'number',
    run: (context) =>
      number(
        textOf(field.run(context))
          .split(';')
          .filter((value) => value !== '').length
      )
  };
}

function addMonths(args: readonly Typed[]): Result {
  expectCount('ADDMONTHS', args, 2);
  const [date, months] = args as [Typed, Typed];
  expectType('ADDMONTHS', date, ['date', 'datetime']);
  expectType('ADDMONTHS', months, ['number']);
  return {
    type: date.type,
    run: (context) => {
      const from = date.run(context);
      const count = months.run(context);
      return from === null || count === null ? null : plusMonths(from as FormulaDate, count as BigDecimal);
    }
  };
}

const SPANS: readonly FormulaType[] = ['datetime', 'time'];

/** Between two times of day, or two instants, which may be days apart. */
function between(from: FormulaValue, to: FormulaValue): string {
  const time = (value: FormulaValue): number => (value as FormulaDatetime | FormulaTime).time;
  return duration((time(to) - time(from)) / 1000, from instanceof FormulaDatetime);
}

function formatDuration(args: readonly Typed[]): Result {
  expectCount('FORMATDURATION', args, 1, 2);
  const [from, to] = args as [Typed, Typed?];
  expectType('FORMATDURATION', from, to === undefined || to.type === 'boolean' ? ['number'] : SPANS);
  if (to !== undefined && to.type !== 'boolean' && to.type !== from.type)
    throw wrongType('FORMATDURATION', [from.type], to.type);
  return {
    type: 'text',
    run: (context) => {
      const [first, second] = [from.run(context), to?.run(context)];
      if (first === null || second === null) return null;
      if (typeof second === 'object') return between(first, second);
      return duration((first as BigDecimal).numberValue(), second === true);
    }
  };
}

/** `$ObjectType.Zip__c.Fields.City__c`, as VLOOKUP names fields. */
function objectTypeField(argument: Typed): { object: string; field: string } {
  const path = argument.node.kind === 'reference' ? argument.node.path : [];
  const [head, object, middle, field] = path;
  if (
    head?.toLowerCase() !== '$objecttype' ||
    middle?.toLowerCase() !== 'fields' ||
    object === undefined ||
    field === undefined
  ) {
    throw new FormulaError(`Incorrect parameter for ${described('VLOOKUP')}.`);
  }
  return { object, field };
}

function lookUp(args: readonly Typed[], kind: FormulaKind): Result {
  onlyInRules('VLOOKUP', kind);
  expectCount('VLOOKUP', args, 3);
  const [wanted, keyed] = [objectTypeField(at(args, 0)), objectTypeField(at(args, 1))];
  const key = at(args, 2);
  expectType('VLOOKUP', key, ['text']);
  const type = at(args, 0).type;
  return {
    type,
    run: (context: EvaluationContext) => {
      const found = context.lookUp(wanted.object, wanted.field, keyed.field, textOf(key.run(context)));
      return fromFieldValue(
        found,
        type === 'number' ? 'double' : type === 'date' || type === 'datetime' ? type : 'string'
      );
    }
  };
}

const SPECIALS: Record<string, Special> = {
  AND: logical('AND', false),
  OR: logical('OR', true),
  IF: conditional,
  CASE: chosen,
  ISBLANK: blankTest('ISBLANK', false),
  ISNULL: blankTest('ISNULL', true),
  BLANKVALUE: blankSubstitute('BLANKVALUE', false),
  NULLVALUE: blankSubstitute('NULLVALUE', true),
  ISCHANGED: isChanged,
  PRIORVALUE: priorValue,
  ISNEW: isNew,
  // Only what a person clones on a page is a clone.
  ISCLONE: (args, kind) => {
    onlyInRules('ISCLONE', kind);
    expectCount('ISCLONE', args, 0);
    return boolean(() => false);
  },
  ISPICKVAL: isPicklistValue,
  INCLUDES: includes,
  PICKLISTCOUNT: picklistCount,
  ADDMONTHS: addMonths,
  FORMATDURATION: formatDuration,
  VLOOKUP: lookUp
};

const NOT_EMULATED = new Set([
  'CURRENCYRATE',
  'GETSESSIONID',
  'IMAGEPROXYURL',
  'PREDICT',
  'GETRECORDIDS',
  'JUNCTIONIDLIST'
]);
const ELSEWHERE = new Set([
  'LINKTO',
  'URLFOR',
  'INCLUDE',
  'REQUIRESCRIPT',
  'PARENTGROUPVAL',
  'PREVGROUPVAL',
  'IFERROR'
]);

/** Compiles a function that looks at more than its arguments' values; undefined when there is none of that name. */
export function compileSpecial(name: string, args: readonly Typed[], kind: FormulaKind): Result | undefined {
  if (NOT_EMULATED.has(name)) throw new FormulaNotEmulated(`the formula function ${name}`);
  if (ELSEWHERE.has(name)) throw new FormulaError(`Function ${name} may not be used in this type of formula`);
  if (name === 'TEXT' && args.length === 1 && at(args, 0).type === 'picklist') return text(args);
  return SPECIALS[name]?.(args, kind);
}
