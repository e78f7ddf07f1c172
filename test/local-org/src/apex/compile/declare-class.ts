import type { Member, MethodDeclaration, Modifiers, PropertyDeclaration, TypeDeclaration } from '../syntax/ast.ts';
import { ApexCompileError } from '../syntax/syntax-error.ts';
import type { ClassSymbol, FieldSymbol, MethodSymbol, Visibility } from '../types/symbols.ts';
import { classType, VOID, type Type } from '../types/type.ts';
import type { ApexUnit } from '../unit.ts';
import type { TypeScope } from './type-scope.ts';

/** A user class as the compiler fills it in: names first, then supertypes, then members. */
export class DeclaredClass implements ClassSymbol {
  readonly name: string;
  readonly simpleName: string;
  readonly kind: ClassSymbol['kind'];
  readonly library = false;
  readonly abstract: boolean;
  readonly virtual: boolean;
  readonly visibility: Visibility;
  readonly typeParameters: readonly string[] = [];
  readonly outer: ClassSymbol | null;
  superclass: Type | null = null;
  interfaces: Type[] = [];
  readonly constants: readonly string[];
  readonly inner = new Map<string, DeclaredClass>();
  readonly source: { unit: ApexUnit; declaration: TypeDeclaration; isTest: boolean };
  private readonly fieldsByName = new Map<string, FieldSymbol>();
  private readonly methodsByName = new Map<string, MethodSymbol[]>();
  private readonly constructorList: MethodSymbol[] = [];

  constructor(declaration: TypeDeclaration, unit: ApexUnit, outer: DeclaredClass | null) {
    const { words, annotations } = declaration.modifiers;
    this.simpleName = declaration.name;
    this.name = outer ? `${outer.name}.${declaration.name}` : declaration.name;
    this.kind = declaration.kind;
    this.abstract = words.has('abstract') || declaration.kind === 'interface';
    this.virtual = words.has('virtual') || this.abstract;
    this.visibility = visibilityOf(declaration.modifiers, 'private');
    this.outer = outer;
    this.constants = declaration.constants;
    this.source = { unit, declaration, isTest: annotations.has('istest') || (outer?.source.isTest ?? false) };
    for (const member of declaration.members) {
      if (member.kind === 'class' || member.kind === 'interface' || member.kind === 'enum') {
        this.addInner(member, unit);
      }
    }
  }

  private addInner(member: TypeDeclaration, unit: ApexUnit): void {
    if (this.inner.has(member.name.toLowerCase())) {
      throw new ApexCompileError(member, `Duplicate type name: ${member.name}`);
    }
    this.inner.set(member.name.toLowerCase(), new DeclaredClass(member, unit, this));
  }

  resolveSupertypes(scope: TypeScope): void {
    const { declaration } = this.source;
    const from = this.outer ?? this;
    if (declaration.kind !== 'interface' && declaration.superclass) {
      this.superclass = scope.resolve(declaration.superclass, from);
      this.checkSuperclass(this.superclass);
    }
    this.interfaces = declaration.interfaces.map((ref) => {
      const type = scope.resolve(ref, from);
      if (type.kind !== 'class' || type.symbol.kind !== 'interface') {
        throw new ApexCompileError(ref, `Invalid interface: ${type.name}`);
      }
      return type;
    });
    for (const inner of this.inner.values()) {
      inner.resolveSupertypes(scope);
    }
  }

  private checkSuperclass(superclass: Type): void {
    const at = this.source.declaration.superclass ?? this.source.declaration;
    if (superclass.kind !== 'class' || superclass.symbol.kind !== 'class') {
      throw new ApexCompileError(at, `Invalid superclass: ${superclass.name}`);
    }
    if (!superclass.symbol.virtual) {
      throw new ApexCompileError(at, `Non-virtual and non-abstract type cannot be extended: ${superclass.name}`);
    }
  }

  /** Members that cannot be declared are reported with their name, and left out. */
  resolveMembers(scope: TypeScope, report: (error: ApexCompileError, member: string) => void): void {
    for (const member of this.source.declaration.members) {
      try {
        this.addMember(member, scope);
      } catch (error) {
        if (!(error instanceof ApexCompileError)) {
          throw error;
        }
        const names =
          member.kind === 'field'
            ? member.declarators.map((one) => one.name)
            : [member.kind === 'initializer' ? '' : member.name];
        names.forEach((name) => {
          report(error, name);
        });
      }
    }
    for (const inner of this.inner.values()) {
      inner.resolveMembers(scope, report);
    }
  }

  private addMember(member: Member, scope: TypeScope): void {
    switch (member.kind) {
      case 'field':
        for (const declarator of member.declarators) {
          this.addField(declarator, {
            ...this.fieldBase(declarator.name, member.modifiers, scope.resolve(member.type, this)),
            ...(declarator.initializer ? { initializer: declarator.initializer } : {})
          });
        }
        break;
      case 'property':
        this.addField(member, {
          ...this.fieldBase(member.name, member.modifiers, scope.resolve(member.type, this)),
          property: propertyOf(member)
        });
        break;
      case 'method':
        this.addMethod(member, scope);
        break;
      case 'constructor':
        if (member.name.toLowerCase() !== this.simpleName.toLowerCase()) {
          throw new ApexCompileError(member, `Invalid constructor name: ${member.name}`);
        }
        this.constructorList.push(this.methodSymbol('init', member, VOID, scope));
        break;
      default:
    }
  }

  private fieldBase(name: string, modifiers: Modifiers, type: Type): FieldSymbol {
    return {
      name,
      key: `f_${name.toLowerCase()}`,
      owner: this,
      static: modifiers.words.has('static'),
      final: modifiers.words.has('final'),
      visibility: visibilityOf(modifiers, 'private'),
      testVisible: modifiers.annotations.has('testvisible'),
      type,
      modifiers
    };
  }

  private addField(at: { line: number; column: number }, field: FieldSymbol): void {
    const key = field.name.toLowerCase();
    if (this.fieldsByName.has(key)) {
      throw new ApexCompileError(at, `Duplicate field: ${field.name}`);
    }
    this.fieldsByName.set(key, field);
  }

  private addMethod(member: MethodDeclaration, scope: TypeScope): void {
    const returns = member.returns ? scope.resolve(member.returns, this) : VOID;
    const symbol = this.methodSymbol(member.name, member, returns, scope);
    const key = member.name.toLowerCase();
    const known = this.methodsByName.get(key) ?? [];
    if (known.some((other) => other.key === symbol.key)) {
      throw new ApexCompileError(member, `Method already defined: ${describeMethod(symbol)}`);
    }
    this.methodsByName.set(key, [...known, symbol]);
  }

  private methodSymbol(
    name: string,
    member: MethodDeclaration | (Member & { kind: 'constructor' }),
    returns: Type,
    scope: TypeScope
  ): MethodSymbol {
    const parameters = member.parameters.map((parameter) => scope.resolve(parameter.type, this));
    const { words } = member.modifiers;
    const inInterface = this.kind === 'interface';
    const prefix = member.kind === 'constructor' ? `init$${this.name.replaceAll('.', '$')}` : `m_${name.toLowerCase()}`;
    return {
      name,
      key: [prefix, ...parameters.map((parameter) => parameter.name.replaceAll(/\W/g, '_').toLowerCase())].join('$'),
      owner: this,
      static: words.has('static'),
      visibility: inInterface ? 'global' : visibilityOf(member.modifiers, 'private'),
      testVisible: member.modifiers.annotations.has('testvisible'),
      abstract: inInterface || words.has('abstract'),
      virtual: inInterface || words.has('virtual') || words.has('abstract') || words.has('override'),
      override: words.has('override'),
      parameters,
      returns,
      declaration: member
    };
  }

  field(name: string): FieldSymbol | undefined {
    return this.kind === 'enum' ? this.constant(name) : this.fieldsByName.get(name.toLowerCase());
  }

  private constant(name: string): FieldSymbol | undefined {
    const constant = this.constants.find((one) => one.toLowerCase() === name.toLowerCase());
    return constant === undefined
      ? undefined
      : {
          name: constant,
          key: constant,
          owner: this,
          static: true,
          final: true,
          visibility: 'global',
          testVisible: false,
          type: classType(this)
        };
  }

  fields(): FieldSymbol[] {
    return [...this.fieldsByName.values()];
  }

  methods(name: string): MethodSymbol[] {
    return this.methodsByName.get(name.toLowerCase()) ?? [];
  }

  allMethods(): MethodSymbol[] {
    return [...this.methodsByName.values()].flat();
  }

  constructors(): MethodSymbol[] {
    return this.constructorList;
  }
}

function propertyOf(member: PropertyDeclaration): NonNullable<FieldSymbol['property']> {
  const { words } = member.modifiers;
  const dispatched = words.has('virtual') || words.has('abstract') || words.has('override');
  const own = visibilityOf(member.modifiers, 'private');
  const kind = (accessor: PropertyDeclaration['getter']): 'none' | 'auto' | 'custom' =>
    accessor ? (accessor.body || dispatched ? 'custom' : 'auto') : 'none';
  return {
    getter: kind(member.getter),
    setter: kind(member.setter),
    getterVisibility: member.getter ? visibilityOf(member.getter.modifiers, own) : own,
    setterVisibility: member.setter ? visibilityOf(member.setter.modifiers, own) : own
  };
}

export function visibilityOf(modifiers: Modifiers, otherwise: Visibility): Visibility {
  for (const visibility of ['global', 'public', 'protected', 'private'] as const) {
    if (modifiers.words.has(visibility)) {
      return visibility;
    }
  }
  return modifiers.words.has('webservice') ? 'global' : otherwise;
}

/** `void foo(String, Integer)`. */
export function describeMethod(method: MethodSymbol): string {
  return `${method.returns.name} ${method.name}(${method.parameters.map((parameter) => parameter.name).join(', ')})`;
}
