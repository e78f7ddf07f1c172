import { createRequire } from 'node:module';
import path from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import ts from 'typescript';

/** Every element stands in a list, since the parser cannot know which ones may repeat. */
type XmlValue = string | { [name: string]: XmlValue[] };

/**
 * The Metadata API's types as Salesforce publishes them for TypeScript (`@salesforce/types`), used to check XML that no
 * org is here to check: unknown elements, wrong values of enumerations, text where a number or boolean belongs.
 */
export class MetadataTypes {
  readonly #checker: ts.TypeChecker;
  readonly #types: Map<string, ts.Type>;
  readonly #parser = new XMLParser({
    ignoreAttributes: true,
    parseTagValue: false,
    isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute
  });

  constructor() {
    const entry = createRequire(import.meta.url).resolve('@salesforce/types/metadata');
    const file = path.join(path.dirname(entry), 'metadata.d.ts');
    const program = ts.createProgram([file], { strict: true, skipLibCheck: true });
    this.#checker = program.getTypeChecker();
    const source = program.getSourceFile(file);
    const module = source === undefined ? undefined : this.#checker.getSymbolAtLocation(source);
    if (module === undefined) {
      throw new Error('The types of the Metadata API cannot be read. Run npm ci.');
    }
    this.#types = new Map(
      this.#checker
        .getExportsOfModule(module)
        .map((symbol) => [symbol.name, this.#checker.getDeclaredTypeOfSymbol(symbol)])
    );
  }

  /** What is wrong with a metadata file; nothing when it is right. */
  check(xml: string): string[] {
    try {
      SyntaxValidator.validate(xml);
    } catch (error) {
      return [`is no XML: ${error instanceof Error ? error.message : String(error)}`];
    }
    const document = this.#parser.parse(xml) as Record<string, XmlValue[]>;
    const [name, values] = Object.entries(document).find(([key]) => !key.startsWith('?')) ?? ['', []];
    const type = this.#types.get(name);
    return type === undefined
      ? [`${name}: unknown metadata type`]
      : values.flatMap((value) => this.#checkValue(value, type, name));
  }

  #checkValue(value: XmlValue, type: ts.Type, place: string): string[] {
    const literals = literalsOf(type);
    if (literals !== undefined) {
      return literals.includes(textOf(value)) ? [] : [`${place}: "${textOf(value)}" is none of its values`];
    }
    if (isFlagged(type, ts.TypeFlags.BooleanLike)) {
      return ['true', 'false'].includes(textOf(value)) ? [] : [`${place}: "${textOf(value)}" is no boolean`];
    }
    if (isFlagged(type, ts.TypeFlags.NumberLike)) {
      return /^-?\d+(\.\d+)?$/.test(textOf(value)) ? [] : [`${place}: "${textOf(value)}" is no number`];
    }
    if (
      isFlagged(type, ts.TypeFlags.StringLike | ts.TypeFlags.Any) ||
      (type.aliasSymbol ?? type.getSymbol())?.name === 'Date'
    ) {
      return [];
    }
    if (typeof value === 'string') {
      return value === '' ? [] : [`${place}: text where elements belong`];
    }
    return Object.entries(value).flatMap(([name, children]) => this.#checkChildren(name, children, type, place));
  }

  #checkChildren(name: string, children: XmlValue[], type: ts.Type, place: string): string[] {
    const property = type.getProperty(name);
    if (property === undefined) {
      return [`${place}/${name}: unknown element`];
    }
    const declared = this.#checker.getNonNullableType(this.#checker.getTypeOfSymbol(property));
    const element = this.#checker.getIndexTypeOfType(declared, ts.IndexKind.Number);
    const isList = this.#checker.isArrayType(declared) && element !== undefined;
    const expected = isList ? this.#checker.getNonNullableType(element) : declared;
    return children.flatMap((child) => this.#checkValue(child, expected, `${place}/${name}`));
  }
}

function literalsOf(type: ts.Type): string[] | undefined {
  const members = type.isUnion() ? type.types : [type];
  return members.every((member) => member.isStringLiteral()) ? members.map(({ value }) => value) : undefined;
}

function isFlagged(type: ts.Type, flags: ts.TypeFlags): boolean {
  return type.isUnion() ? type.types.every((member) => isFlagged(member, flags)) : (type.flags & flags) !== 0;
}

function textOf(value: XmlValue): string {
  return typeof value === 'string' ? value : '';
}
