import { readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true
});

type Parsed = Record<string, Parsed[] | string>;

/** A file of the project that cannot be loaded; the message begins with the file and the element. */
export class MetadataError extends Error {
  readonly file: string;

  constructor(file: string, element: string, reason: string) {
    super(`${file}: <${element}>: ${reason}`);
    this.name = 'MetadataError';
    this.file = file;
  }
}

/** An element of a metadata file: its children by name, its text, and where it stands for error messages. */
export class XmlElement {
  readonly name: string;
  readonly file: string;
  readonly children: XmlElement[];
  readonly content: string;

  constructor(name: string, file: string, nodes: readonly Parsed[]) {
    this.name = name;
    this.file = file;
    this.children = [];
    let content = '';
    for (const node of nodes) {
      for (const [key, value] of Object.entries(node)) {
        if (key === '#text') content += typeof value === 'string' ? value : '';
        else if (Array.isArray(value)) this.children.push(new XmlElement(key, file, value));
      }
    }
    this.content = content;
  }

  /** All children of that name, in order. */
  all(name: string): XmlElement[] {
    return this.children.filter((child) => child.name === name);
  }

  first(name: string): XmlElement | undefined {
    return this.children.find((child) => child.name === name);
  }

  /** The trimmed text of a child; undefined when it is missing. */
  text(name: string): string | undefined {
    return this.first(name)?.content.trim();
  }

  /** The text of a child that must be there. */
  required(name: string): string {
    const text = this.text(name);
    if (text === undefined || text === '') throw this.error(name, 'is missing or empty');
    return text;
  }

  flag(name: string, otherwise = false): boolean {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    if (text !== 'true' && text !== 'false') throw this.error(name, `"${text}" is neither true nor false`);
    return text === 'true';
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text === '' || Number.isNaN(value)) throw this.error(name, `"${text}" is not a number`);
    return value;
  }

  error(element: string, reason: string): MetadataError {
    return new MetadataError(this.file, `${this.name}/${element}`, reason);
  }
}

/** Reads a metadata file whose root element must have the given name. */
export function readMetadata(file: string, root: string): XmlElement {
  const text = readFileSync(file, 'utf8');
  try {
    // The parser forgives tags that do not match; Salesforce does not.
    SyntaxValidator.validate(text);
  } catch (error) {
    throw new MetadataError(
      file,
      root,
      `is not well-formed XML: ${error instanceof Error ? error.message : String(error)}`
    );
  }
  const parsed = parser.parse(text) as Parsed[];
  const element = new XmlElement('', file, parsed).first(root);
  if (element === undefined) throw new MetadataError(file, root, 'is not the root element');
  return element;
}
