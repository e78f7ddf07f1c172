import { describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadProject } from '../metadata/load-project.ts';
import { compile } from './compile.ts';

const fixture = path.join(path.dirname(fileURLToPath(import.meta.url)), 'testing/fixtures/failing-project');
const { schema } = loadProject(fixture);
const labels = new Map([['known', { name: 'Known', value: 'text' }]]);

/** The first error of a class with this body, as `line:column: message`. */
function errorOf(body: string): string | null {
  const text = `public class Foo {\n${body}\n}`;
  const result = compile([{ name: 'Foo', kind: 'class', file: 'Foo.cls', text, apiVersion: 67 }], schema, {
    labels,
    namespace: ''
  });
  const first = 'errors' in result ? result.errors[0] : undefined;
  return first ? `${first.line}:${first.column}: ${first.message}` : null;
}

const inMethod = (statements: string): string => `void run() {\n${statements}\n}`;

describe('compile', () => {
  it.each([
    ['an unknown variable', inMethod('x = 1;'), '3:1: Variable does not exist: x'],
    ['an unknown type', inMethod('Nonsense x;'), '3:1: Invalid type: Nonsense'],
    [
      'an unknown method',
      inMethod("foo('a');"),
      '3:1: Method does not exist or incorrect signature: void foo(String) from the type Foo'
    ],
    [
      'an unknown library method',
      inMethod("'a'.foo();"),
      '3:5: Method does not exist or incorrect signature: void foo() from the type String'
    ],
    ['an illegal assignment', inMethod("Integer i = 'a';"), '3:13: Illegal assignment from String to Integer'],
    ['a narrowing assignment', inMethod('Integer i = 1.5;'), '3:13: Illegal assignment from Decimal to Integer'],
    [
      'a list of another type',
      inMethod('List<Account> a = new List<Contact>();'),
      '3:19: Illegal assignment from List<Contact> to List<Account>'
    ],
    ['a missing return', 'String run() {\n}', '2:8: Missing return statement required return type: String'],
    [
      'a returned value of a void method',
      inMethod('return 1;'),
      '3:1: Return value is not allowed for a method that returns void'
    ],
    ['an unreachable statement', inMethod('return;\nrun();'), '4:1: Unreachable statement'],
    ['a duplicate variable', inMethod('Integer a;\nString A;'), '4:8: Duplicate variable: A'],
    ['a duplicate field', 'Integer a;\nString A;', '3:8: Duplicate field: A'],
    [
      'a condition that is no Boolean',
      inMethod('if (1) {}'),
      '3:5: Condition expression must be of type Boolean: Integer'
    ],
    [
      'a comparison of other types',
      inMethod("Boolean b = 1 == 'a';"),
      '3:13: Comparison arguments must be compatible types: Integer, String'
    ],
    [
      'an unknown field',
      inMethod("Account a = new Account();\na.Nonsense__c = 'x';"),
      '4:3: Variable does not exist: Nonsense__c'
    ],
    [
      'an unknown field of a new record',
      inMethod("Account a = new Account(Nonsense__c = 'x');"),
      '3:25: Field does not exist: Nonsense__c on Account'
    ],
    [
      'an abstract class constructed',
      'abstract class A {}\nObject o = new A();',
      '3:12: Abstract classes cannot be constructed: Foo.A'
    ],
    [
      'an unknown constructor',
      "class A {}\nObject o = new A('x');",
      '3:12: Constructor not defined: [Foo.A].<Constructor>(String)'
    ],
    [
      'an interface method that is missing',
      'interface I { void go(); }\nclass A implements I {}',
      '3:1: Class Foo.A must implement the method: void Foo.I.go()'
    ],
    [
      'an abstract method that is missing',
      'abstract class B { abstract void go(); }\nclass A extends B {}',
      '3:1: Class Foo.A must implement the abstract method: void Foo.B.go()'
    ],
    [
      'a missing override',
      'virtual class B { public virtual void go() {} }\nclass A extends B { public void go() {} }',
      '3:33: Method must use the override keyword: void go()'
    ],
    [
      'an override of nothing',
      'class A { public override void go() {} }',
      '2:32: Method does not override an ancestor method: void go()'
    ],
    [
      'a class that cannot be extended',
      'class B {}\nclass A extends B {}',
      '3:17: Non-virtual and non-abstract type cannot be extended: Foo.B'
    ],
    [
      'a final field assigned',
      'final Integer a = 1;\nvoid run() { a = 2; }',
      '3:14: Final members can only be assigned in their declaration, init blocks, or constructors: a'
    ],
    [
      'an instance method called statically',
      'void go() {}\nstatic void run() { go(); }',
      '3:21: Non static method cannot be referenced from a static context: void go()'
    ],
    [
      'an impossible cast',
      inMethod('Integer i = (Integer) new Account();'),
      '3:13: Incompatible types since an instance of Account is never an instance of Integer'
    ],
    ['an unknown label', inMethod('String s = Label.Unknown;'), '3:18: External string does not exist: Unknown'],
    ['an exception that is none', inMethod("throw 'x';"), '3:1: Throw expression must be of type exception: String'],
    ['DML of no record', inMethod("insert 'x';"), '3:1: DML requires SObject or SObject list type: String'],
    ['break outside of a loop', inMethod('break;'), '3:1: Break statement must be in loop'],
    [
      'SOSL of an unknown object',
      inMethod("Object o = [FIND 'xy' IN ALL FIELDS RETURNING Nonsense__c];"),
      "3:12: sObject type 'Nonsense__c' is not supported."
    ],
    ['a class that extends itself', 'virtual class A extends A {}', '2:9: Circular definition: Foo.A'],
    [
      'a static member of an inner class',
      'class A { static void go() {} }',
      '2:23: static can only be used on methods of a top level type'
    ],
    [
      'a class within an inner class',
      'class A { class B {} }',
      '2:11: Inner types are not allowed to have inner types'
    ],
    [
      'a global method of a public class',
      'global void go() {}',
      '2:13: Defining type for global methods must be declared as global'
    ],
    ['a modifier twice', 'public public void go() {}', '2:20: Duplicate modifier: public'],
    ['two visibilities', 'public private void go() {}', '2:21: Modifiers are mutually exclusive: private, public'],
    [
      'an exception by another name',
      'class Bad extends Exception {}',
      "2:1: Class Foo.Bad extending Exception must have a name ending in 'Exception'"
    ],
    ['a reserved word as a variable', inMethod('Integer select = 1;'), '3:9: Identifier name is reserved: select'],
    ['a value in two branches', inMethod("switch on 'a' { when 'x' {} when 'x' {} }"), '3:34: Duplicate when value: x'],
    [
      'a catch block that is never reached',
      inMethod('try { run(); } catch (Exception e) {} catch (DmlException d) {}'),
      '3:46: Exception is already handled by an earlier catch block: DmlException'
    ],
    [
      'two invocable methods',
      '@InvocableMethod static void a(List<Id> i) {}\n@InvocableMethod static void b(List<Id> i) {}',
      '2:30: Only one method per type can be defined with: InvocableMethod'
    ],
    [
      'a method of an interface with a modifier',
      'interface I { public void go(); }',
      '2:27: Modifiers are not allowed on interface methods'
    ]
  ])('refuses %s', (_, body, expected) => {
    expect(errorOf(body)).toBe(expected);
  });

  it('refuses an unknown column in SOQL with the place of the query', () => {
    expect(errorOf(inMethod('Object o = [SELECT Nonsense__c FROM Account];'))).toMatch(
      /^3:12: [\s\S]*No such column 'Nonsense__c'/
    );
  });

  it('refuses an unknown object in SOQL', () => {
    const message = errorOf(inMethod('Object o = [SELECT Id FROM Nonsense__c];'));
    expect(message).toMatch(/^3:12: sObject type 'Nonsense__c' is not supported\./);
  });

  it('refuses private members of other classes, and shows them to tests where they are marked', () => {
    const other =
      'public class Other { private static Integer hidden = 1; @TestVisible private static Integer shown = 1; }';
    const use = (name: string): string => `@IsTest private class Foo { static Integer x = Other.${name}; }`;
    const units = (name: string) =>
      [other, use(name)].map((text, index) => ({
        name: index ? 'Foo' : 'Other',
        kind: 'class' as const,
        file: 'f',
        text,
        apiVersion: 67
      }));
    const hidden = compile(units('hidden'), schema, { labels, namespace: '' });
    expect('errors' in hidden && hidden.errors[0]?.message).toBe('Variable is not visible: Other.hidden');
    expect('program' in compile(units('shown'), schema, { labels, namespace: '' })).toBe(true);
  });

  it('reports a syntax error with its place', () => {
    expect(errorOf(inMethod('Integer = ;'))).toBe("3:11: Unexpected syntax: mismatched input ';'");
  });

  it('accepts known labels', () => {
    expect(errorOf(inMethod('String s = System.Label.Known;'))).toBeNull();
  });
});
