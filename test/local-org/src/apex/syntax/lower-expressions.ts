import type { Expression, LiteralType, NewExpression } from './ast.ts';
import { unquote } from './literals.ts';
import { lowerCreatedName, lowerTypeRef } from './lower-types.ts';
import { ApexCompileError } from './syntax-error.ts';
import { at, childOf, childrenOf, hasToken, only, rule, rules, tokens, type Tree } from './tree.ts';

/** Lowers expressions of one source text (SOQL literals keep their exact source). */
export class ExpressionLowering {
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  lower(node: Tree): Expression {
    const [first, second, third] = rules(node);
    const operator = tokens(node).join('');
    const position = at(node);
    switch (rule(node)) {
      case 'PrimaryExpression':
        return this.primary(required(first, node));
      case 'SubExpression':
        return this.lower(required(first, node));
      case 'DotExpression':
        return this.dot(node);
      case 'ArrayExpression':
        return { ...position, kind: 'index', target: this.of(first, node), index: this.of(second, node) };
      case 'MethodCallExpression':
        return this.methodCall(required(first, node));
      case 'NewExpression':
        return this.creator(only(node, 'Creator'), node);
      case 'CastExpression':
        return {
          ...position,
          kind: 'cast',
          type: lowerTypeRef(required(first, node)),
          operand: this.of(second, node)
        };
      case 'PostOpExpression':
      case 'PreOpExpression':
        if (operator === '++' || operator === '--') {
          const prefix = rule(node) === 'PreOpExpression';
          return { ...position, kind: 'step', operator, prefix, operand: this.of(first, node) };
        }
        return { ...position, kind: 'unary', operator, operand: this.of(first, node) };
      case 'NegExpression':
        return { ...position, kind: 'unary', operator, operand: this.of(first, node) };
      case 'InstanceOfExpression':
        return {
          ...position,
          kind: 'instanceof',
          operand: this.of(first, node),
          type: lowerTypeRef(required(second, node))
        };
      case 'CondExpression':
        return {
          ...position,
          kind: 'conditional',
          condition: this.of(first, node),
          then: this.of(second, node),
          otherwise: this.of(third, node)
        };
      case 'AssignExpression':
        return { ...position, kind: 'assign', operator, target: this.of(first, node), value: this.of(second, node) };
      default:
        return { ...position, kind: 'binary', operator, left: this.of(first, node), right: this.of(second, node) };
    }
  }

  list(node: Tree | undefined): Expression[] {
    return node ? rules(node).map((child) => this.lower(child)) : [];
  }

  private of(node: Tree | undefined, parent: Tree): Expression {
    return this.lower(required(node, parent));
  }

  private dot(node: Tree): Expression {
    const target = this.of(rules(node)[0], node);
    const safe = hasToken(node, '?.');
    const call = childOf(node, 'DotMethodCall');
    if (call) {
      const name = only(call, 'AnyId');
      return {
        ...at(name),
        kind: 'call',
        target,
        name: name.getText(),
        safe,
        arguments: this.list(childOf(call, 'ExpressionList'))
      };
    }
    const name = only(node, 'AnyId');
    return { ...at(name), kind: 'member', target, name: name.getText(), safe };
  }

  private methodCall(node: Tree): Expression {
    const id = childOf(node, 'Id');
    const name = id ? id.getText() : (tokens(node)[0] ?? '');
    return {
      ...at(node),
      kind: 'call',
      name,
      safe: false,
      arguments: this.list(childOf(node, 'ExpressionList'))
    };
  }

  private primary(node: Tree): Expression {
    const position = at(node);
    switch (rule(node)) {
      case 'ThisPrimary':
        return { ...position, kind: 'this' };
      case 'SuperPrimary':
        return { ...position, kind: 'super' };
      case 'VoidPrimary':
        return { ...position, kind: 'typeLiteral' };
      case 'TypeRefPrimary':
        return { ...position, kind: 'typeLiteral', type: lowerTypeRef(only(node, 'TypeRef')) };
      case 'IdPrimary':
        return { ...position, kind: 'name', name: node.getText() };
      case 'LiteralPrimary':
        return lowerLiteral(only(node, 'Literal'));
      case 'SoqlPrimary':
        return this.soql(only(node, 'SoqlLiteral'));
      default:
        return this.sosl(only(node, 'SoslLiteral'));
    }
  }

  private sosl(node: Tree): Expression {
    const start = (node.start?.start ?? 0) + 1;
    const stop = node.stop?.stop ?? start;
    const binds: Expression[] = [];
    this.collectBinds(node, binds);
    return { ...at(node), kind: 'sosl', text: withoutComments(this.source.slice(start, stop)), binds };
  }

  private soql(node: Tree): Expression {
    const query = only(node, 'Query');
    const start = query.start?.start ?? 0;
    const stop = query.stop?.stop ?? start;
    const binds: Expression[] = [];
    this.collectBinds(query, binds);
    return { ...at(node), kind: 'soql', text: withoutComments(this.source.slice(start, stop + 1)), binds };
  }

  private collectBinds(node: Tree, into: Expression[]): void {
    for (const child of rules(node)) {
      if (rule(child) === 'BoundExpression') {
        into.push(this.of(rules(child)[0], child));
      } else {
        this.collectBinds(child, into);
      }
    }
  }

  private creator(node: Tree, parent: Tree): NewExpression {
    const created: NewExpression = {
      ...at(parent),
      kind: 'new',
      type: lowerCreatedName(only(node, 'CreatedName')),
      arguments: []
    };
    const rest = required(rules(node)[1], node);
    switch (rule(rest)) {
      case 'ClassCreatorRest':
        created.arguments = this.list(childOf(only(rest, 'Arguments'), 'ExpressionList'));
        return created;
      case 'ArrayCreatorRest':
        return this.array(created, rest);
      case 'MapCreatorRest':
        created.entries = childrenOf(rest, 'MapCreatorRestPair').map((pair) => {
          const [key, value] = rules(pair);
          return { key: this.of(key, pair), value: this.of(value, pair) };
        });
        return created;
      case 'SetCreatorRest':
        created.elements = this.list(rest);
        return created;
      default:
        created.elements = [];
        return created;
    }
  }

  private array(created: NewExpression, rest: Tree): NewExpression {
    const initializer = childOf(rest, 'ArrayInitializer');
    if (initializer) {
      created.elements = this.list(initializer);
    } else {
      created.size = this.of(rules(rest)[0], rest);
    }
    created.type = {
      line: created.line,
      column: created.column,
      parts: [{ name: 'List', arguments: [created.type] }],
      arrays: 0
    };
    return created;
  }
}

/** A query without its comments, everything else in its place. */
function withoutComments(query: string): string {
  return query.replaceAll(/'(?:\\.|[^'\\])*'|\/\*[^]*?\*\/|\/\/[^\n]*/g, (part) =>
    part.startsWith("'") ? part : part.replaceAll(/[^\n]/g, ' ')
  );
}

const LITERALS: [RegExp, LiteralType][] = [
  [/^'/, 'String'],
  [/^(true|false)$/i, 'Boolean'],
  [/^null$/i, 'null'],
  [/^\d+l$/i, 'Long'],
  [/^[\d.]+d$/i, 'Double'],
  [/^\d+$/, 'Integer']
];

export function lowerLiteral(node: Tree): Expression {
  const text = node.getText();
  const type = LITERALS.find(([pattern]) => pattern.test(text))?.[1] ?? 'Decimal';
  return { ...at(node), kind: 'literal', type, text: type === 'String' ? unquote(text) : text.toLowerCase() };
}

function required(node: Tree | undefined, parent: Tree): Tree {
  if (!node) {
    throw new ApexCompileError(at(parent), `Unexpected syntax: ${parent.getText().slice(0, 60)}`);
  }
  return node;
}
