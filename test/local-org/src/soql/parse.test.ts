import { describe, expect, test } from '@jest/globals';
import { parseSoql } from './parse.ts';

describe('binds', () => {
  test.each([
    ['SELECT Id FROM A WHERE B = :c', ['c']],
    [
      'SELECT Id FROM A WHERE B IN :new Set<Id>{a, b} AND C = :foo.bar(1)[0].Id',
      ['new Set<Id>{a, b}', 'foo.bar(1)[0].Id']
    ],
    ["SELECT Id FROM A WHERE B LIKE :('%' + name + ')') LIMIT :max - 1", ["('%' + name + ')')", 'max - 1']],
    ["SELECT Id FROM A WHERE B = :m.get('x)') ORDER BY C", ["m.get('x)')"]],
    [
      'SELECT (SELECT Id FROM Cs WHERE X = :one) FROM A WHERE Id IN (SELECT B FROM D WHERE E = :two) AND F = :three',
      ['one', 'two', 'three']
    ],
    ['SELECT Id FROM A WHERE B = :(String) value AND C = :x?.y', ['(String) value', 'x?.y']]
  ])('%s', (text, binds) => {
    const query = parseSoql(text);
    expect(query.binds).toEqual(binds);
    expect(query.bindCount).toBe(binds.length);
  });
});

test('every clause', () => {
  const query = parseSoql(
    `SELECT Id, toLabel(Status) s, Account.Owner.Name, COUNT(Id) FROM Case c WHERE NOT (A = 1.5 OR B != null)
     AND CreatedDate >= LAST_N_DAYS:30 AND D = 2024-02-29T10:00:00+02:00 AND E INCLUDES ('a;b', 'c')
     WITH USER_MODE GROUP BY Id HAVING COUNT(Id) > 1 ORDER BY A DESC NULLS LAST, B LIMIT 10 OFFSET 5 FOR UPDATE`
  );
  expect(query).toMatchObject({
    from: { object: 'Case', alias: 'c' },
    with: 'USER_MODE',
    limit: { value: 10 },
    offset: { value: 5 },
    forUpdate: true,
    allRows: false
  });
  expect(query.orderBy).toEqual([
    { field: { kind: 'path', path: ['A'] }, descending: true, nulls: 'last' },
    { field: { kind: 'path', path: ['B'] }, descending: false }
  ]);
  const operands = query.where?.kind === 'and' ? query.where.operands : [];
  expect(operands[0]).toMatchObject({ kind: 'not', operand: { kind: 'or' } });
  expect(operands[1]).toMatchObject({ value: { kind: 'dateLiteral', name: 'LAST_N_DAYS', n: 30 } });
  expect(operands[2]).toMatchObject({ value: { value: '2024-02-29T08:00:00.000+0000', type: 'datetime' } });
});

test.each([
  ['SELECT Id FRM Account x', "unexpected token: 'Account'"],
  ['SELECT FROM Account', "unexpected token: '<EOF>'"],
  ['SELECT Id FROM Account WHERE', "unexpected token: '<EOF>'"],
  ['SELECT Id FROM Account WHERE A = 1 AND B = 2 OR C = 3', "unexpected token: 'OR'"],
  ['SELECT Id FROM Account LIMIT 1 LIMIT 2', "unexpected token: 'LIMIT'"],
  ['SELECT Id FROM Account WHERE Name = "x"', `unexpected token: '"'`]
])('%s is malformed', (text, message) => {
  expect(() => parseSoql(text)).toThrow(
    expect.objectContaining({ code: 'MALFORMED_QUERY', message: expect.stringContaining(message) })
  );
});

test('the place of an error is marked', () => {
  expect(() => parseSoql('SELECT Id\nFROM Account\nWHERE ORDER')).toThrow(
    /WHERE ORDER\n {11}\^\nERROR at Row:3:Column:12/
  );
});
