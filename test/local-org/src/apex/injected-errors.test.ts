import { describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadProject } from '../metadata/load-project.ts';
import { compile } from './compile.ts';

const fixture = path.join(path.dirname(fileURLToPath(import.meta.url)), 'testing/fixtures/library-project');
const project = loadProject(fixture);

/** All errors of the project with one place of one file changed, as `file:line:column: message`. */
function errorsWith(file: string, from: string, to: string): string[] {
  const units = project.apex.map((unit) => {
    if (path.basename(unit.file) !== file) {
      return unit;
    }
    expect(unit.text.split(from)).toHaveLength(2);
    return { ...unit, text: unit.text.replace(from, () => to) };
  });
  const result = compile(units, project.schema, { labels: project.labels, namespace: '' });
  return 'errors' in result
    ? result.errors.map((error) => `${path.basename(error.file)}:${error.line}:${error.column}: ${error.message}`)
    : [];
}

/** What is wrong, the file, the text that is replaced, what replaces it, and the error that must be found. */
const INJECTIONS: [string, string, string, string, string][] = [
  ['an unknown variable', 'LoanService.cls', 'sent++;', 'snet++;', '50:13: Variable does not exist: snet'],
  ['an unknown type', 'LoanService.cls', 'Loan__c loan = new', 'Lone__c loan = new', '9:9: Invalid type: Lone__c'],
  [
    'an unknown method',
    'ShortPolicy.cls',
    'loan.Due__c = due(',
    'loan.Due__c = dew(',
    '19:23: Method does not exist or incorrect signature: void dew(Date) from the type ShortPolicy'
  ],
  [
    'a library method that does not exist',
    'Policy.cls',
    'lent.addDays(',
    'lent.addDay(',
    '12:21: Method does not exist or incorrect signature: void addDay(Integer) from the type Date'
  ],
  [
    'too few arguments',
    'LoanServiceTest.cls',
    'LoanService.lend(book, new ShortPolicy())',
    'LoanService.lend(book)',
    '7:36: Method does not exist or incorrect signature: void lend(Book__c) from the type LoanService'
  ],
  [
    'an argument of another type',
    'LoanService.cls',
    'policy.due(Date.today())',
    "policy.due('today')",
    '9:71: Method does not exist or incorrect signature: void due(String) from the type Policy'
  ],
  [
    'a constructor that does not exist',
    'LoanServiceTest.cls',
    'book, new ShortPolicy()',
    'book, new ShortPolicy(5)',
    '7:47: Constructor not defined: [ShortPolicy].<Constructor>(Integer)'
  ],
  [
    'an unknown field',
    'LoanTrigger.trigger',
    'if (loan.Due__c',
    'if (loan.Dew__c',
    '3:18: Variable does not exist: Dew__c'
  ],
  [
    'an unknown field of a new record',
    'LoanServiceTest.cls',
    'Copies__c = 2',
    'Copy__c = 2',
    '5:51: Field does not exist: Copy__c on Book__c'
  ],
  [
    'a field of another type',
    'LoanServiceTest.cls',
    'Copies__c = 2',
    "Copies__c = 'two'",
    '5:51: Illegal assignment from String to Decimal'
  ],
  [
    'a field that only the platform writes',
    'ShortPolicy.cls',
    'renewals++;',
    'loan.CreatedDate = null;',
    '20:14: Field is not writeable: Loan__c.CreatedDate'
  ],
  [
    'a SOQL field',
    'LoanService.cls',
    'SELECT Id, Due__c',
    'SELECT Id, Dew__c',
    "15:16: No such column 'Dew__c' on entity 'Loan__c'"
  ],
  [
    'a SOQL condition',
    'LoanService.cls',
    'WHERE Due__c <',
    'WHERE Dew__c <',
    "15:16: No such column 'Dew__c' on entity 'Loan__c'"
  ],
  [
    'a SOQL order',
    'LoanService.cls',
    'ORDER BY Due__c',
    'ORDER BY Dew__c',
    "15:16: No such column 'Dew__c' on entity 'Loan__c'"
  ],
  [
    'a SOQL relationship',
    'LoanService.cls',
    'Due__c, Book__r.Name FROM',
    'Due__c, Tome__r.Name FROM',
    "15:16: Didn't understand relationship 'Tome__r'"
  ],
  [
    'a SOQL object',
    'LoanService.cls',
    'FROM Loan__c WHERE Due__c',
    'FROM Lone__c WHERE Due__c',
    "15:16: sObject type 'Lone__c' is not supported."
  ],
  ['a SOQL bind that does not exist', 'LoanService.cls', '< :today', '< :tody', '15:78: Variable does not exist: tody'],
  [
    'a SOQL bind of another type',
    'LoanService.cls',
    'overdue(Date today)',
    'overdue(Boolean today)',
    '15:16: Invalid bind expression type of Boolean for column of type Date'
  ],
  [
    'an ungrouped SOQL field',
    'LoanService.cls',
    'GROUP BY Book__r.Name\n',
    'GROUP BY Due__c\n',
    '32:36: Field must be grouped or aggregated: Book__r.Name'
  ],
  [
    'WITH SECURITY_ENFORCED',
    'LoanService.cls',
    'IN :loanIds]',
    'IN :loanIds WITH SECURITY_ENFORCED]',
    '46:29: WITH SECURITY_ENFORCED is not supported from API version 67.0 on: use WITH USER_MODE'
  ],
  [
    'an assignment of another type',
    'LoanService.cls',
    'Integer sent = 0',
    "Integer sent = 'none'",
    '45:24: Illegal assignment from String to Integer'
  ],
  [
    'a returned value of another type',
    'LoanService.cls',
    'return 14;',
    "return 'two weeks';",
    '21:24: Illegal assignment from String to Integer'
  ],
  [
    'a missing return',
    'Policy.cls',
    'return due < Date.today();',
    'Boolean late = due < Date.today();',
    '15:20: Missing return statement required return type: Boolean'
  ],
  [
    'a value returned from a void method',
    'LoanService.cls',
    'break;',
    'return 1;',
    '48:17: Return value is not allowed for a method that returns void'
  ],
  [
    'a private method',
    'ShortPolicy.cls',
    'renewals++;',
    'forget();',
    '20:9: Method is not visible: void forget() from the type Policy'
  ],
  [
    'a private setter',
    'LoanServiceTest.cls',
    'insert book;',
    'new ShortPolicy().renewals = 1;',
    '6:27: Variable is not visible: ShortPolicy.renewals'
  ],
  [
    'an interface that is not implemented',
    'ShortPolicy.cls',
    'public Integer renew(',
    'public Integer renewed(',
    '1:8: Class ShortPolicy must implement the method: Integer Renewable.renew(Loan__c)'
  ],
  [
    'an abstract method that is not implemented',
    'ShortPolicy.cls',
    'public override String label() {',
    'public String labelled() {',
    '1:8: Class ShortPolicy must implement the abstract method: String Policy.label()'
  ],
  [
    'a missing override',
    'ShortPolicy.cls',
    'public override Date due',
    'public Date due',
    '14:17: Method must use the override keyword: Date due(Date)'
  ],
  [
    'an override of nothing',
    'Policy.cls',
    'public Boolean isLate',
    'public override Boolean isLate',
    '15:29: Method does not override an ancestor method: Boolean isLate(Date)'
  ],
  [
    'an override of what is not virtual',
    'Policy.cls',
    'public virtual Date due',
    'public Date due',
    '14:26: Non-virtual, non-abstract methods cannot be overridden: Date due(Date)'
  ],
  [
    'a final field assigned',
    'Policy.cls',
    'days = 0;',
    'longest = 0;',
    '20:9: Final members can only be assigned in their declaration, init blocks, or constructors: longest'
  ],
  [
    'a final variable assigned',
    'LoanService.cls',
    'sent++;',
    'most = 1;',
    '50:13: Final variable can only be initialized once: most'
  ],
  [
    'an abstract class constructed',
    'LoanServiceTest.cls',
    'book, new ShortPolicy()',
    'book, new Policy(3)',
    '7:47: Abstract classes cannot be constructed: Policy'
  ],
  [
    'a class that cannot be extended',
    'ShortPolicy.cls',
    'extends Policy',
    'extends LoanService',
    '1:34: Non-virtual and non-abstract type cannot be extended: LoanService'
  ],
  ['a duplicate variable', 'LoanService.cls', 'Integer sent', 'Integer most', '45:17: Duplicate variable: most'],
  [
    'a duplicate method',
    'Policy.cls',
    'private void forget()',
    'private Boolean isLate(Date other)',
    '19:21: Method already defined: Boolean isLate(Date)'
  ],
  ['an unreachable statement', 'LoanService.cls', 'break;', 'break; sent = 0;', '48:24: Unreachable statement'],
  [
    'an unknown enum constant',
    'LoanService.cls',
    'when FICTION',
    'when FRICTION',
    '20:18: Invalid enum value: FRICTION'
  ],
  [
    'a condition that is no Boolean',
    'LoanService.cls',
    'if (sent >= most)',
    'if (sent)',
    '47:17: Condition expression must be of type Boolean: Integer'
  ],
  [
    'an instance method called statically',
    'LoanServiceTest.cls',
    'insert book;',
    'ShortPolicy.renew(null);',
    '6:21: Non static method cannot be referenced from a static context: Integer renew(Loan__c)'
  ],
  [
    'an exception that is none',
    'LoanServiceTest.cls',
    'catch (LoanService.LoanException e)',
    'catch (ShortPolicy e)',
    '16:18: Invalid exception type: ShortPolicy'
  ],
  [
    'a future method with records',
    'LoanService.cls',
    'remind(Set<Id> loanIds)',
    'remind(Set<Loan__c> loanIds)',
    '43:24: Unsupported parameter type Set<Loan__c>'
  ],
  [
    'a test method with parameters',
    'LoanServiceTest.cls',
    'lendsNothingThatIsNotThere()',
    'lendsNothingThatIsNotThere(Integer n)',
    '12:17: Test methods must have no parameters'
  ],
  [
    'an unknown annotation',
    'LoanService.cls',
    '@AuraEnabled',
    '@AuraEnable_d',
    '29:5: Annotation does not exist: AuraEnable_d'
  ],
  [
    'a trigger on an unknown object',
    'LoanTrigger.trigger',
    'on Loan__c',
    'on Lone__c',
    '1:1: sObject type not found: Lone__c'
  ],
  ['a syntax error', 'LoanService.cls', 'insert loan;', 'insert loan', '11:9: Unexpected syntax:'],
  [
    'a cast that can never be',
    'LoanService.cls',
    "(String) row.get('title')",
    '(String) row',
    '37:24: Incompatible types since an instance of AggregateResult is never an instance of String'
  ]
];

describe('a project with an error in it', () => {
  it('has none to begin with', () => {
    const result = compile(project.apex, project.schema, { labels: project.labels, namespace: '' });
    expect('errors' in result ? result.errors : []).toEqual([]);
  });

  it.each(INJECTIONS)('is refused for %s', (_, file, from, to, expected) => {
    const errors = errorsWith(file, from, to);
    expect(errors).toContainEqual(expect.stringContaining(expected));
  });
});
