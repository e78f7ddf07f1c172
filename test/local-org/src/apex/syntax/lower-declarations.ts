import type { Accessor, Block, Member, Modifiers, Statement, TriggerDeclaration, TypeDeclaration } from './ast.ts';
import { StatementLowering } from './lower-statements.ts';
import { lowerModifiers, lowerParameters, lowerTypeList, lowerTypeRef } from './lower-types.ts';
import { at, childOf, childrenOf, endLine, hasToken, only, rule, rules, tokens, type Tree } from './tree.ts';

/** A class for what triggers and anonymous blocks declare; their methods have no instance, so they are static. */
export function hiddenClass(
  name: string,
  position: { line: number; column: number },
  lastLine: number,
  members: Member[]
): TypeDeclaration {
  members.forEach((member) => {
    if (member.kind === 'method') {
      member.modifiers.words.add('static');
    }
  });
  return {
    ...position,
    kind: 'class',
    name,
    modifiers: { words: new Set(['public', 'without sharing']), annotations: new Map() },
    interfaces: [],
    members,
    constants: [],
    endLine: lastLine
  };
}

/** Lowers whole files: classes, interfaces, enums, triggers. */
export class DeclarationLowering {
  private readonly statements: StatementLowering;

  constructor(source: string) {
    this.statements = new StatementLowering(source);
  }

  compilationUnit(node: Tree): TypeDeclaration {
    const declaration = only(node, 'TypeDeclaration');
    const modifiers = lowerModifiers(childrenOf(declaration, 'Modifier'));
    const body = rules(declaration).find((child) => rule(child)?.endsWith('Declaration'));
    return this.type(body ?? declaration, modifiers);
  }

  triggerUnit(node: Tree): TriggerDeclaration {
    const [name, object] = childrenOf(node, 'Id').map((id) => id.getText());
    const block = only(node, 'TriggerBlock');
    return {
      ...at(node),
      kind: 'trigger',
      name: name ?? '',
      object: object ?? '',
      events: childrenOf(node, 'TriggerCase').map((event) => {
        const [timing, operation] = tokens(event);
        return { timing, operation } as TriggerDeclaration['events'][number];
      }),
      ...this.looseBody(block, 'TriggerBlockMember', 'TriggerMemberDeclaration'),
      endLine: endLine(node)
    };
  }

  anonymousUnit(node: Tree, name: string): TypeDeclaration {
    const { members, body } = this.looseBody(
      only(node, 'AnonymousBlock'),
      'AnonymousBlockMember',
      'AnonymousMemberDeclaration'
    );
    return hiddenClass(name, at(node), endLine(node), [
      ...members,
      {
        ...at(node),
        kind: 'method',
        modifiers: { words: new Set(['public', 'static']), annotations: new Map() },
        name: 'run',
        parameters: [],
        body,
        endLine: endLine(node)
      }
    ]);
  }

  /** Statements among methods and types: triggers and anonymous blocks. */
  private looseBody(block: Tree, part: string, declaration: string): { members: Member[]; body: Block } {
    const members: Member[] = [];
    const statements: Statement[] = [];
    for (const one of childrenOf(block, part)) {
      const statement = childOf(one, 'Statement');
      const member = childOf(one, declaration);
      if (statement) {
        statements.push(this.statements.lower(statement));
      } else if (member) {
        const lowered = this.member(member, lowerModifiers(childrenOf(one, 'Modifier')));
        // The grammar takes a variable for a field.
        if (lowered.kind === 'field') {
          statements.push({ ...lowered, kind: 'local', final: lowered.modifiers.words.has('final') });
        } else {
          members.push(lowered);
        }
      }
    }
    return { members, body: { ...at(block), kind: 'block', statements, endLine: endLine(block) } };
  }

  private type(node: Tree, modifiers: Modifiers): TypeDeclaration {
    const kind = (rule(node) ?? '').replace('Declaration', '').toLowerCase() as TypeDeclaration['kind'];
    const superclass = childOf(node, 'TypeRef');
    const interfaces = childOf(node, 'TypeList');
    const constants = childOf(node, 'EnumConstants');
    const classBody = childOf(node, 'ClassBody');
    const interfaceBody = childOf(node, 'InterfaceBody');
    return {
      ...at(node),
      kind,
      name: only(node, 'Id').getText(),
      modifiers,
      ...(superclass ? { superclass: lowerTypeRef(superclass) } : {}),
      interfaces: interfaces ? lowerTypeList(interfaces) : [],
      members: classBody
        ? childrenOf(classBody, 'ClassBodyDeclaration').flatMap((member) => this.bodyDeclaration(member))
        : childrenOf(interfaceBody ?? node, 'InterfaceMethodDeclaration').map((method) =>
            this.method(method, lowerModifiers(childrenOf(method, 'Modifier')))
          ),
      constants: constants ? childrenOf(constants, 'Id').map((id) => id.getText()) : [],
      endLine: endLine(node)
    };
  }

  private bodyDeclaration(node: Tree): Member[] {
    const member = childOf(node, 'MemberDeclaration');
    if (member) {
      return [this.member(member, lowerModifiers(childrenOf(node, 'Modifier')))];
    }
    const block = childOf(node, 'Block');
    return block
      ? [{ ...at(node), kind: 'initializer', static: hasToken(node, 'static'), body: this.statements.block(block) }]
      : [];
  }

  private member(wrapper: Tree, modifiers: Modifiers): Member {
    const node = rules(wrapper)[0] ?? wrapper;
    switch (rule(node)) {
      case 'MethodDeclaration':
        return this.method(node, modifiers);
      case 'ConstructorDeclaration':
        return {
          ...at(node),
          kind: 'constructor',
          modifiers,
          name: only(node, 'QualifiedName').getText(),
          parameters: lowerParameters(only(node, 'FormalParameters')),
          body: this.statements.block(only(node, 'Block')),
          endLine: endLine(node)
        };
      case 'FieldDeclaration':
        return {
          ...at(node),
          kind: 'field',
          modifiers,
          type: lowerTypeRef(only(node, 'TypeRef')),
          declarators: this.statements.declarators(only(node, 'VariableDeclarators'))
        };
      case 'PropertyDeclaration':
        return this.property(node, modifiers);
      default:
        return this.type(node, modifiers);
    }
  }

  private method(node: Tree, modifiers: Modifiers): Member & { kind: 'method' } {
    const returns = childOf(node, 'TypeRef');
    const body = childOf(node, 'Block');
    return {
      ...at(only(node, 'Id')),
      kind: 'method',
      modifiers,
      ...(returns ? { returns: lowerTypeRef(returns) } : {}),
      name: only(node, 'Id').getText(),
      parameters: lowerParameters(only(node, 'FormalParameters')),
      ...(body ? { body: this.statements.block(body) } : {}),
      endLine: endLine(node)
    };
  }

  private property(node: Tree, modifiers: Modifiers): Member {
    const accessors: { getter?: Accessor; setter?: Accessor } = {};
    for (const block of childrenOf(node, 'PropertyBlock')) {
      const getter = childOf(block, 'Getter');
      const accessor = getter ?? only(block, 'Setter');
      const body = childOf(accessor, 'Block');
      accessors[getter ? 'getter' : 'setter'] = {
        ...at(accessor),
        modifiers: lowerModifiers(childrenOf(block, 'Modifier')),
        ...(body ? { body: this.statements.block(body) } : {})
      };
    }
    return {
      ...at(node),
      kind: 'property',
      modifiers,
      type: lowerTypeRef(only(node, 'TypeRef')),
      name: only(node, 'Id').getText(),
      ...accessors
    };
  }
}
