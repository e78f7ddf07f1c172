import type { Member, MethodDeclaration, Modifiers, Position, TypeDeclaration } from '../syntax/ast.ts';
import { isPrimitive } from '../types/relations.ts';
import { lineage, type ClassSymbol, type MethodSymbol } from '../types/symbols.ts';
import { isNamed, type Type } from '../types/type.ts';
import { fail } from './body.ts';

const VISIBILITIES = ['private', 'protected', 'public', 'global'];

/** The annotations that Salesforce documents ("Annotations", Apex Developer Guide), lower case. */
const ANNOTATIONS = new Set(
  (
    'auraenabled deprecated future invocablemethod invocablevariable istest jsonaccess namespaceaccessible readonly ' +
    'remoteaction suppresswarnings testsetup testvisible restresource httpdelete httpget httppatch httppost httpput'
  ).split(' ')
);

/** Annotations of the platform's own code, which public sources carry too. */
const TOLERATED = new Set(['testmethod', 'hidden', 'featureenabled', 'auraenable']);

/** What a class's declaration and those of its members must keep: modifiers, annotations, nesting, names. */
export function checkDeclaration(symbol: ClassSymbol): void {
  const { declaration, unit } = symbol.source ?? {};
  if (!declaration || !unit) {
    return;
  }
  checkModifiers(declaration.modifiers, declaration);
  if (!symbol.outer && unit.kind === 'class') {
    checkTopLevel(declaration, unit.name);
  }
  checkException(symbol, declaration);
  if (declaration.modifiers.annotations.has('restresource') && !declaration.modifiers.words.has('global')) {
    fail(declaration, 'RestResource classes must be declared as global');
  }
}

/** As {@link checkDeclaration}, for one member. */
export function checkMember(symbol: ClassSymbol, member: Member): void {
  if (member.kind === 'initializer') {
    if (member.static && symbol.outer) {
      fail(member, 'Inner types are not allowed to have static blocks');
    }
    return;
  }
  checkModifiers(member.modifiers, member);
  if (member.kind === 'class' || member.kind === 'interface' || member.kind === 'enum') {
    if (symbol.outer) {
      fail(member, 'Inner types are not allowed to have inner types');
    }
    return;
  }
  const { words } = member.modifiers;
  if (symbol.outer && words.has('static')) {
    fail(member, `static can only be used on ${member.kind === 'method' ? 'methods' : 'fields'} of a top level type`);
  }
  if (words.has('global') && symbol.visibility !== 'global' && symbol.kind === 'class') {
    fail(
      member,
      `Defining type for global ${member.kind === 'method' ? 'methods' : 'fields'} must be declared as global`
    );
  }
  if (member.kind === 'method') {
    checkMethod(symbol, member);
  }
}

function checkModifiers(modifiers: Modifiers, at: Position): void {
  if (modifiers.duplicate !== undefined) {
    fail(at, `Duplicate modifier: ${modifiers.duplicate}`);
  }
  const visibilities = VISIBILITIES.filter((word) => modifiers.words.has(word));
  if (visibilities.length > 1) {
    fail(at, `Modifiers are mutually exclusive: ${visibilities.join(', ')}`);
  }
  for (const [name, annotation] of modifiers.annotations) {
    if (!ANNOTATIONS.has(name) && !TOLERATED.has(name)) {
      fail(annotation, `Annotation does not exist: ${annotation.name}`);
    }
  }
}

function checkTopLevel(declaration: TypeDeclaration, fileName: string): void {
  const { words, annotations } = declaration.modifiers;
  if (!words.has('public') && !words.has('global') && !annotations.has('istest')) {
    fail(declaration, 'Top-level type must have public or global visibility');
  }
  if (declaration.name.toLowerCase() !== fileName.toLowerCase()) {
    fail(declaration, `Class name ${declaration.name} does not match the name of its file: ${fileName}`);
  }
}

function checkException(symbol: ClassSymbol, declaration: TypeDeclaration): void {
  const extending = [...lineage(symbol)].slice(1).some((one) => one.library && one.name === 'Exception');
  if (extending && !/exception$/i.test(symbol.simpleName)) {
    fail(declaration, `Class ${symbol.name} extending Exception must have a name ending in 'Exception'`);
  }
}

function checkMethod(symbol: ClassSymbol, member: MethodDeclaration): void {
  const method = symbol.methods(member.name).find((one) => one.declaration === member);
  if (!method) {
    return;
  }
  const { annotations, words } = member.modifiers;
  if (symbol.kind === 'interface' && words.size) {
    fail(member, 'Modifiers are not allowed on interface methods');
  }
  if (annotations.has('future')) {
    checkFuture(method, member);
  }
  if (annotations.has('istest')) {
    checkTestMethod(method, member);
  }
  if (annotations.has('invocablemethod')) {
    checkInvocable(symbol, method, member);
  }
  if (annotations.has('auraenabled') && method.static) {
    const others = symbol
      .methods(member.name)
      .filter((one) => one.declaration?.modifiers.annotations.has('auraenabled'));
    if (others.length > 1) {
      fail(member, `Overloading of AuraEnabled methods is not allowed: ${member.name}`);
    }
  }
}

function checkFuture(method: MethodSymbol, member: MethodDeclaration): void {
  if (!method.static) {
    fail(member, 'future methods must be declared as static');
  }
  if (method.returns.kind !== 'void') {
    fail(member, 'future methods must return void');
  }
  const wrong = method.parameters.find((type) => !isPrimitiveOrCollection(type));
  if (wrong) {
    fail(member, `Unsupported parameter type ${wrong.name}`);
  }
}

function isPrimitiveOrCollection(type: Type): boolean {
  const collection = isNamed(type, 'List') || isNamed(type, 'Set') || isNamed(type, 'Map');
  return collection ? type.arguments.every(isPrimitiveOrCollection) : isPrimitive(type);
}

function checkTestMethod(method: MethodSymbol, member: MethodDeclaration): void {
  if (!method.static) {
    fail(member, 'Test methods must be declared as static');
  }
  if (method.returns.kind !== 'void') {
    fail(member, 'Test methods must return void');
  }
  if (method.parameters.length) {
    fail(member, 'Test methods must have no parameters');
  }
}

function checkInvocable(symbol: ClassSymbol, method: MethodSymbol, member: MethodDeclaration): void {
  const all = symbol.allMethods().filter((one) => one.declaration?.modifiers.annotations.has('invocablemethod'));
  if (all.length > 1) {
    fail(member, 'Only one method per type can be defined with: InvocableMethod');
  }
  if (!method.static) {
    fail(member, 'InvocableMethod methods must be declared as static');
  }
  const [parameter, second] = method.parameters;
  if (second) {
    fail(member, 'InvocableMethod methods can only have a single parameter');
  }
  if (parameter && !isNamed(parameter, 'List')) {
    fail(member, `InvocableMethod methods do not support parameter type of ${parameter.name}`);
  }
}

/** Names that Apex keeps for itself ("Reserved Keywords", Apex Developer Guide), as far as the grammar lets them through. */
const RESERVED = new Set(
  (
    'activate and any array as asc autonomous begin bigdecimal bulk byte case cast char collect commit const ' +
    'convertcurrency decimal default delete desc do else end enum exit export extends false final finally float for ' +
    'from goto group having hint if implements import in inner insert instanceof int integer into interface join like ' +
    'limit list long loop map merge new not null nulls number object of on or outer override package parallel pragma ' +
    'private protected public retrieve return rollback select set short sobject sort static string super switch ' +
    'synchronized system testmethod then this throw time transaction trigger true try undelete update upsert using ' +
    'virtual void webservice when where while'
  ).split(' ')
);
/** Documented as reserved, but accepted as names of variables by the compiler. */
const ALLOWED = new Set(
  'string integer decimal long time list map set object system number array any sort export import of bulk group like not end hint exit collect commit const as asc desc case order limit'.split(
    ' '
  )
);

/** Throws `Identifier name is reserved: X`. */
export function checkIdentifier(name: string, at: Position): void {
  const lower = name.toLowerCase();
  if (RESERVED.has(lower) && !ALLOWED.has(lower)) {
    fail(at, `Identifier name is reserved: ${name}`);
  }
}
