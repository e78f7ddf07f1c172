import type { Block, Declarator, DmlWord, Expression, Statement, SwitchStatement, When } from './ast.ts';
import { ExpressionLowering, lowerLiteral } from './lower-expressions.ts';
import { lowerModifiers, lowerTypeRef } from './lower-types.ts';
import { ApexCompileError } from './syntax-error.ts';
import { at, childOf, childrenOf, endLine, hasToken, only, rule, rules, tokens, type Tree } from './tree.ts';

/** Lowers statements of one source text. */
export class StatementLowering {
  readonly expressions: ExpressionLowering;

  constructor(source: string) {
    this.expressions = new ExpressionLowering(source);
  }

  block(node: Tree): Block {
    return {
      ...at(node),
      kind: 'block',
      statements: childrenOf(node, 'Statement').map((child) => this.lower(child)),
      endLine: endLine(node)
    };
  }

  lower(statement: Tree): Statement {
    const node = only(statement, rule(rules(statement)[0] ?? statement) ?? '');
    const position = at(node);
    switch (rule(node)) {
      case 'Block':
        return this.block(node);
      case 'LocalVariableDeclarationStatement':
        return this.local(only(node, 'LocalVariableDeclaration'));
      case 'ExpressionStatement':
        return { ...position, kind: 'expression', expression: this.first(node) };
      case 'IfStatement': {
        const [then, otherwise] = childrenOf(node, 'Statement').map((child) => this.lower(child));
        const condition = this.condition(node);
        return {
          ...position,
          kind: 'if',
          condition,
          then: then ?? emptyBlock(node),
          ...(otherwise ? { otherwise } : {})
        };
      }
      case 'WhileStatement':
        return { ...position, kind: 'while', condition: this.condition(node), ...this.body(node) };
      case 'DoWhileStatement':
        return { ...position, kind: 'doWhile', condition: this.condition(node), body: this.block(only(node, 'Block')) };
      case 'ForStatement':
        return this.forStatement(node);
      case 'TryStatement':
        return this.tryStatement(node);
      case 'ReturnStatement': {
        const value = rules(node)[0];
        return { ...position, kind: 'return', ...(value ? { value: this.expressions.lower(value) } : {}) };
      }
      case 'ThrowStatement':
        return { ...position, kind: 'throw', value: this.first(node) };
      case 'BreakStatement':
        return { ...position, kind: 'break' };
      case 'ContinueStatement':
        return { ...position, kind: 'continue' };
      case 'SwitchStatement':
        return this.switchStatement(node);
      case 'RunAsStatement':
        return this.runAs(node);
      case 'MergeStatement': {
        const [master, duplicates] = rules(node).filter((child) => rule(child)?.endsWith('Expression'));
        const call = { ...position, kind: 'call', target: { ...position, kind: 'name', name: 'Database' } } as const;
        const given = [master, duplicates].map((one) => this.expressions.lower(one ?? node));
        return {
          ...position,
          kind: 'expression',
          expression: { ...call, name: 'merge', safe: false, arguments: given }
        };
      }
      default:
        return this.dml(node);
    }
  }

  declarators(node: Tree): Declarator[] {
    return childrenOf(node, 'VariableDeclarator').map((declarator) => {
      const initializer = rules(declarator)[1];
      return {
        ...at(declarator),
        name: only(declarator, 'Id').getText(),
        ...(initializer ? { initializer: this.expressions.lower(initializer) } : {})
      };
    });
  }

  private first(node: Tree): Expression {
    const expression = rules(node).find((child) => rule(child)?.endsWith('Expression'));
    return this.expressions.lower(expression ?? node);
  }

  private condition(node: Tree): Expression {
    return this.first(only(node, 'ParExpression'));
  }

  private body(node: Tree): { body?: Statement } {
    const body = childOf(node, 'Statement');
    return body ? { body: this.lower(body) } : {};
  }

  private local(node: Tree): Statement {
    const modifiers = lowerModifiers(childrenOf(node, 'Modifier'));
    return {
      ...at(node),
      kind: 'local',
      type: lowerTypeRef(only(node, 'TypeRef')),
      final: modifiers.words.has('final'),
      declarators: this.declarators(only(node, 'VariableDeclarators'))
    };
  }

  private forStatement(node: Tree): Statement {
    const control = only(node, 'ForControl');
    const each = childOf(control, 'EnhancedForControl');
    if (each) {
      return {
        ...at(node),
        kind: 'forEach',
        type: lowerTypeRef(only(each, 'TypeRef')),
        name: only(each, 'Id').getText(),
        iterable: this.first(each),
        ...this.body(node)
      };
    }
    const init = childOf(control, 'ForInit');
    const update = childOf(control, 'ForUpdate');
    const condition = rules(control).find((child) => rule(child)?.endsWith('Expression'));
    const updates = update ? this.expressions.list(childOf(update, 'ExpressionList')) : [];
    if (updates.length > 1) {
      // The grammar takes a list; Salesforce's own parser does not.
      throw new ApexCompileError(at(only(update ?? node, 'ExpressionList')), "Expecting ')' but was: ','");
    }
    return {
      ...at(node),
      kind: 'for',
      init: init ? this.forInit(init) : [],
      ...(condition ? { condition: this.expressions.lower(condition) } : {}),
      update: updates,
      ...this.body(node)
    };
  }

  private forInit(node: Tree): Statement[] {
    const local = childOf(node, 'LocalVariableDeclaration');
    return local
      ? [this.local(local)]
      : this.expressions
          .list(childOf(node, 'ExpressionList'))
          .map((expression) => ({ ...at(node), kind: 'expression', expression }));
  }

  private tryStatement(node: Tree): Statement {
    const finallyBlock = childOf(node, 'FinallyBlock');
    return {
      ...at(node),
      kind: 'try',
      body: this.block(only(node, 'Block')),
      catches: childrenOf(node, 'CatchClause').map((clause) => ({
        ...at(only(clause, 'QualifiedName')),
        type: only(clause, 'QualifiedName').getText(),
        name: only(clause, 'Id').getText(),
        body: this.block(only(clause, 'Block'))
      })),
      ...(finallyBlock ? { finally: this.block(only(finallyBlock, 'Block')) } : {})
    };
  }

  private runAs(node: Tree): Statement {
    const [user] = this.expressions.list(childOf(node, 'ExpressionList'));
    if (!user) {
      throw new ApexCompileError(
        at(node),
        'Method does not exist or incorrect signature: void runAs() from the type System'
      );
    }
    return { ...at(node), kind: 'runAs', user, body: this.block(only(node, 'Block')) };
  }

  private dml(node: Tree): Statement {
    const operation = tokens(node)[0] as DmlWord;
    const level = childOf(node, 'AccessLevel');
    const field = childOf(node, 'QualifiedName');
    return {
      ...at(node),
      kind: 'dml',
      operation,
      value: this.first(node),
      ...(level ? { mode: hasToken(level, 'user') ? 'user' : 'system' } : {}),
      ...(field ? { field: field.getText() } : {})
    };
  }

  private switchStatement(node: Tree): SwitchStatement {
    return {
      ...at(node),
      kind: 'switch',
      value: this.first(node),
      branches: childrenOf(node, 'WhenControl').map((control) => ({
        ...at(control),
        when: this.when(only(control, 'WhenValue')),
        body: this.block(only(control, 'Block'))
      }))
    };
  }

  private when(node: Tree): When {
    if (hasToken(node, 'else')) {
      return { kind: 'else' };
    }
    const type = childOf(node, 'TypeRef');
    return type
      ? { kind: 'type', type: lowerTypeRef(type), name: only(node, 'Id').getText() }
      : { kind: 'values', values: childrenOf(node, 'WhenLiteral').map((literal) => this.whenLiteral(literal)) };
  }

  private whenLiteral(node: Tree): Expression {
    const nested = childOf(node, 'WhenLiteral');
    if (nested) {
      return this.whenLiteral(nested);
    }
    const qualified = childOf(node, 'QualifiedName');
    if (qualified) {
      return { ...at(node), kind: 'name', name: qualified.getText() };
    }
    const signs = tokens(node).filter((token) => token === '-').length;
    const last = node.children?.at(-1);
    const literal = lowerLiteral(last ?? node);
    return signs % 2 === 1 && literal.kind === 'literal' ? { ...literal, text: `-${literal.text}` } : literal;
  }
}

function emptyBlock(node: Tree): Block {
  return { ...at(node), kind: 'block', statements: [], endLine: endLine(node) };
}
