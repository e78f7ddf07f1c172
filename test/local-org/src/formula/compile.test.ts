import { describe, expect, test } from '@jest/globals';
import { makeField } from '../schema/field.ts';
import { buildSchema } from '../schema/build-schema.ts';
import type { FieldType, FieldValue, ObjectDescribe } from '../schema/schema.ts';
import { loadStandardObjects } from '../schema/standard-objects.ts';
import { compileFormula } from './compile.ts';
import type { FormulaKind } from './types.ts';

const TYPES: Record<string, FieldType> = {
  Text__c: 'string',
  Blank__c: 'string',
  Number__c: 'double',
  Empty__c: 'double',
  Share__c: 'percent',
  Flag__c: 'boolean',
  Day__c: 'date',
  At__c: 'datetime',
  Hour__c: 'time',
  Pick__c: 'picklist',
  Picks__c: 'multipicklist',
  Secret__c: 'encryptedstring'
};
const ROW: Record<string, FieldValue> = {
  Id: 'a00LO0000000001YAA',
  Text__c: 'Grüne Äpfel',
  Blank__c: null,
  Number__c: 12.5,
  Empty__c: null,
  Share__c: 25,
  Flag__c: true,
  Day__c: '2024-02-29',
  At__c: '2024-02-29T23:30:15.000+0000',
  Hour__c: '13:45:30.250Z',
  Pick__c: 'Red',
  Picks__c: 'Red;Green'
};
const thing: ObjectDescribe = {
  ...(loadStandardObjects().find((object) => object.apiName === 'Account') as ObjectDescribe),
  apiName: 'Thing__c',
  keyPrefix: 'a00',
  kind: 'custom',
  fields: new Map(
    [
      makeField({ apiName: 'Id', type: 'id' }),
      makeField({ apiName: 'OwnerId', type: 'reference', referenceTo: ['User', 'Group'], relationshipName: 'Owner' }),
      ...Object.entries(TYPES).map(([apiName, type]) => makeField({ apiName, type }))
    ].map((field) => [field.apiName.toLowerCase(), field])
  )
};
const schema = buildSchema('', [...loadStandardObjects(), thing]);

interface Options {
  type?: FieldType;
  kind?: FormulaKind;
  blankAsZero?: boolean;
  prior?: Record<string, FieldValue>;
  zone?: string;
}

function compile(formula: string, { type = 'string', kind = 'rule', blankAsZero = false }: Options = {}) {
  const result = { type, ...(type === 'double' || type === 'percent' ? { scale: 4 } : {}) };
  return compileFormula(formula, {
    schema,
    object: thing,
    kind,
    blankAsZero,
    result,
    names: { labels: new Map([['hi', 1]]) }
  });
}

function evaluate(formula: string, options: Options = {}): FieldValue {
  const compiled = compile(formula, options);
  const read = (row: Record<string, FieldValue>) => compiled.references.map(({ field }) => row[field.apiName] ?? null);
  return compiled.evaluate({
    values: read(ROW),
    prior: options.prior && read({ ...ROW, ...options.prior }),
    now: Date.parse('2024-03-10T02:00:00Z'),
    timeZone: options.zone ?? 'UTC',
    global: (path) => path.join('.'),
    lookUp: (...key) => key.join('|')
  });
}

describe('numbers', () => {
  test.each([
    ['0.1 + 0.2', 0.3],
    ['1 / 3', 0.3333],
    ['2 + 3 * 4', 14],
    ['2 * 3 ^ 2', 36],
    ['-Number__c', -12.5],
    ['Share__c * 100', 25],
    ['ROUND(2.345, 2)', 2.35],
    ['ROUND(1255, -2)', 1300],
    ['TRUNC(-2.7)', -2],
    ['CEILING(-2.5)', -3],
    ['MCEILING(-2.5)', -2],
    ['FLOOR(-2.5)', -2],
    ['MFLOOR(-2.5)', -3],
    ['MOD(7, 3)', 1],
    ['MAX(1, Number__c, 3)', 12.5],
    ['MIN(4, 2, 3)', 2],
    ['ABS(-4) + SQRT(16)', 8],
    ['LN(EXP(2))', 2],
    ['LOG(1000)', 3],
    ['VALUE("12.50")', 12.5],
    ['LEN(Text__c)', 11],
    ['FIND("e", Text__c)', 5],
    ['FIND("e", Text__c, 6)', 10],
    ['PICKLISTCOUNT(Picks__c)', 2],
    ['DATE(2024, 3, 1) - Day__c', 1],
    ['Empty__c + 1', null],
    ['IF(Empty__c > 1, 1, 2)', 2],
    ['IF(NOT(Empty__c > 1), 1, 2)', 2],
    ['DISTANCE(GEOLOCATION(52.52, 13.405), GEOLOCATION(48.8566, 2.3522), "km")', 877.4646]
  ])('%s', (formula, expected) => {
    expect(evaluate(formula, { type: 'double' })).toBe(expected);
  });

  test('blanks count as zero where the field says so', () => {
    expect(evaluate('Empty__c + 1', { type: 'double', blankAsZero: true })).toBe(1);
  });

  test('a percent result is shown times 100', () => {
    expect(evaluate('Number__c / 100', { type: 'percent' })).toBe(12.5);
  });

  test.each(['1 / Empty__c', '1 / (Number__c - 12.5)', 'VALUE("x")', 'DATE(2023, 2, 29) - TODAY()', 'SQRT(-1)'])(
    '%s has no value',
    (formula) => {
      const run = () => evaluate(formula, { type: 'double' });
      if (formula.includes('Empty')) expect(run()).toBeNull();
      else expect(run).toThrow();
    }
  );
});

describe('texts', () => {
  test.each([
    ['"a" & Blank__c & "b"', 'ab'],
    ['Text__c + "!"', 'Grüne Äpfel!'],
    ['UPPER("straße")', 'STRASSE'],
    ['UPPER("i", "tr")', 'İ'],
    ['INITCAP("o\'neil and SONS")', "O'neil And Sons"],
    ['LEFT("abc", 2) & RIGHT("abc", 2) & MID("abcd", 2, 2)', 'abbcbc'],
    ['LPAD("7", 3, "ab") & RPAD("7", 3)', 'ab77  '],
    ['SUBSTITUTE("a.b.c", ".", "$&")', 'a$&b$&c'],
    ['TEXT(Number__c) & TEXT(1.00) & TEXT(1000000)', '12.511000000'],
    ['TEXT(Day__c) & " " & TEXT(At__c) & " " & TEXT(Hour__c)', '2024-02-29 2024-02-29 23:30:15Z 13:45:30.250'],
    ['TEXT(Pick__c)', 'Red'],
    ['CASE(Pick__c, "Green", "g", "Red", "r", "?")', 'r'],
    ['CASE(WEEKDAY(Day__c), 1, "Sun", 5, "Thu", "-")', 'Thu'],
    ['BLANKVALUE(Blank__c, "none")', 'none'],
    ['NULLVALUE(Blank__c, "none")', null],
    ['IF(Blank__c = "", "blank", "not")', 'blank'],
    ['IF(CONTAINS(Text__c, "Äpf"), "yes", "no")', 'yes'],
    ['Id', 'a00LO0000000001'],
    ['CASESAFEID(Id)', 'a00LO0000000001YAA'],
    ['HYPERLINK("/x?a=1&b=2", "Go")', '<a href="/x?a=1&amp;b=2" target="_blank">Go</a>'],
    ['IMAGE("/i.png", "i", 10, 20)', '<img src="/i.png" alt="i" style="height:10px; width:20px;" border="0"/>'],
    ['HTMLENCODE("<b>") & URLENCODE("a b&c")', '&lt;b&gt;a+b%26c'],
    ['FORMATDURATION(3661) & " " & FORMATDURATION(90061, TRUE)', '01:01:01 1:01:01:01'],
    ['FORMATDURATION(At__c, DATETIMEVALUE("2024-03-02 00:30:16"))', '1:01:00:01'],
    ['FORMATDURATION(Hour__c, TIMEVALUE("13:45:32.250"))', '00:00:02'],
    ['REVERSE("abc") & CHR(65) & TEXT(ASCII("A"))', 'cbaA65'],
    ['$User.Name', '$User.Name'],
    ['$Label.hi', '$Label.hi'],
    ['VLOOKUP($ObjectType.Account.Fields.Name, $ObjectType.Account.Fields.Phone, "1")', 'Account|Name|Phone|1'],
    ['/* a note */ "x" /* "y" */', 'x']
  ])('%s', (formula, expected) => {
    expect(evaluate(formula)).toBe(expected);
  });
});

describe('dates and times', () => {
  test.each<[string, FieldType, FieldValue]>([
    ['Day__c + 1', 'date', '2024-03-01'],
    ['ADDMONTHS(Day__c, 12)', 'date', '2025-02-28'],
    ['ADDMONTHS(DATE(2023, 2, 28), 1)', 'date', '2023-03-31'],
    ['At__c + 0.5', 'datetime', '2024-03-01T11:30:15.000+0000'],
    ['DATETIMEVALUE("2024-01-02 03:04:05")', 'datetime', '2024-01-02T03:04:05.000+0000'],
    ['TODAY()', 'date', '2024-03-10'],
    ['NOW()', 'datetime', '2024-03-10T02:00:00.000+0000'],
    ['Hour__c - 1000', 'time', '13:45:29.250Z'],
    ['TIMEVALUE("08:00:00.000")', 'time', '08:00:00.000Z'],
    ['HOUR(Hour__c) * 100 + MINUTE(Hour__c)', 'double', 1345],
    ['YEAR(Day__c) * 10000 + MONTH(Day__c) * 100 + DAY(Day__c)', 'double', 20240229],
    ['DAYOFYEAR(Day__c) * 100 + ISOWEEK(Day__c)', 'double', 6009],
    ['ISOYEAR(DATE(2021, 1, 3))', 'double', 2020],
    ['UNIXTIMESTAMP(At__c)', 'double', 1709249415]
  ])('%s', (formula, type, expected) => {
    expect(evaluate(formula, { type })).toBe(expected);
  });

  test("days are those of the user's time zone", () => {
    expect(evaluate('TODAY()', { type: 'date', zone: 'America/Los_Angeles' })).toBe('2024-03-09');
    expect(evaluate('DATEVALUE(At__c)', { type: 'date', zone: 'Europe/Berlin' })).toBe('2024-03-01');
  });
});

describe('conditions', () => {
  test.each([
    ['Flag__c && Number__c > 12 || FALSE', true],
    ['AND(Flag__c, NOT(ISBLANK(Text__c)))', true],
    ['ISBLANK(Blank__c) && !ISNULL(Blank__c) && ISNULL(Empty__c)', true],
    ['ISPICKVAL(Pick__c, "red")', false],
    ['ISPICKVAL(Pick__c, "Red")', true],
    ['INCLUDES(Picks__c, "Green")', true],
    ['BEGINS(Text__c, "Gr")', true],
    ['REGEX("A-123", "[A-Z]-\\\\d{3}")', true],
    ['REGEX("xA-123", "[A-Z]-\\\\d{3}")', false],
    ['ISNUMBER("1e3") && NOT(ISNUMBER("1,000"))', true],
    ['"a" = "A"', false],
    ['1.0 = 1 && 2 <> 3 && 2 != 3 && 1 == 1', true],
    ['Day__c < TODAY()', true]
  ])('%s', (formula, expected) => {
    expect(evaluate(formula, { type: 'boolean' })).toBe(expected);
  });

  test('what changed', () => {
    const prior = { Number__c: 3 };
    expect(evaluate('ISCHANGED(Number__c)', { type: 'boolean', prior })).toBe(true);
    expect(evaluate('ISCHANGED(Text__c)', { type: 'boolean', prior })).toBe(false);
    expect(evaluate('PRIORVALUE(Number__c) * 2', { type: 'double', prior })).toBe(6);
    expect(evaluate('ISNEW()', { type: 'boolean', prior })).toBe(false);
    expect(evaluate('ISNEW() && NOT(ISCHANGED(Number__c))', { type: 'boolean' })).toBe(true);
  });
});

describe('what Salesforce refuses to save', () => {
  test.each<[string, string, Options?]>([
    ['Nope__c', 'Field Nope__c does not exist. Check spelling.'],
    ['Owner:Robot.Name', 'Robot is an invalid object type for the Owner field. Check spelling.'],
    ['$Label.nope', 'Field $Label.nope does not exist. Check spelling.'],
    ['NOPE(1)', 'Unknown function NOPE. Check spelling.'],
    ['LEFT("a")', "Incorrect number of parameters for function 'LEFT()'. Expected 2, received 1"],
    ['IF(TRUE, 1)', "Incorrect number of parameters for function 'IF()'. Expected 3, received 2"],
    ['LEFT("a", "b")', "Incorrect parameter type for function 'LEFT()'. Expected Number, received Text"],
    ['"a" & 1', "Incorrect parameter type for operator '&'. Expected Text, received Number"],
    ['1 + "a"', "Incorrect parameter type for operator '+'. Expected Number, received Text"],
    ['Day__c = At__c', "Incorrect parameter type for operator '='. Expected Date, received DateTime"],
    ['1', 'Formula result is data type (Number), incompatible with expected data type (Text).'],
    ['(1 + 2', "Syntax error.  Missing ')'", { type: 'double' }],
    ['1 + 2)', 'Syntax error. Extra )', { type: 'double' }],
    ['1 +', "Syntax error.  Found 'end of formula'", { type: 'double' }],
    ['Pick__c & "x"', 'Field Pick__c is a picklist field. Picklist fields are only supported in certain functions.'],
    ['ISPICKVAL(Text__c, "x")', "Incorrect parameter for function 'ISPICKVAL()'. Expected Picklist field reference."],
    [
      'ISCHANGED(Text__c)',
      'Function ISCHANGED may not be used in this type of formula',
      { type: 'boolean', kind: 'field' }
    ],
    [
      'Secret__c',
      'You referenced an unsupported field type called "Text (Encrypted)" using the following field: Secret__c'
    ],
    ['GETSESSIONID()', 'not emulated: the formula function GETSESSIONID']
  ])('%s', (formula, message, options = {}) => {
    expect(() => compile(formula, options)).toThrow(message);
  });
});

test('only the queue or the user is read where the path says so', () => {
  const { references } = compile('Owner:User.Email & Owner:Queue.Name');
  expect(references.map(({ object, field }) => `${object.apiName}.${field.apiName}`)).toEqual([
    'User.Email',
    'Group.Name'
  ]);
});
