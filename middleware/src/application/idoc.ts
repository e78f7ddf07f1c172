import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** A segment of an IDoc: its fields, and the segments below it. */
export interface IdocSegment {
  name: string;
  /** Place among the segments of the IDoc, the control record being 1. */
  position: number;
  fields: ReadonlyMap<string, string>;
  children: readonly IdocSegment[];
}

export interface Idoc {
  /** Of the control record: ORDERS, INVOIC. */
  messageType: string;
  basicType: string;
  number: string;
  sender: { qualifier: string; id: string };
  receiver: { qualifier: string; id: string };
  isTest: boolean;
  segments: readonly IdocSegment[];
}

/** The file is no IDoc in XML that can be read; the message says why. */
export class IdocError extends Error {}

/** Deeper nesting is no IDoc, and would exhaust the stack of whoever walks it. */
const DEEPEST = 20;

/** What the parser gives in the order of the document: one key each, beside ':@' for attributes. */
type Node = Record<string, Node[] | string>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  parseTagValue: false,
  // Entities are the way to make a small file huge, or to read others: IDocs need none but the five of XML.
  processEntities: false,
  trimValues: true
});

const PREDEFINED: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' };
const plain = (text: string) => text.replaceAll(/&(?:lt|gt|quot|apos|amp);/g, (entity) => PREDEFINED[entity] ?? entity);

/**
 * Reads the IDocs of a file in SAP's XML form (`<ORDERS05><IDOC BEGIN="1"><EDI_DC40>…`).
 * @returns null for XML that holds no IDoc
 * @throws IdocError when it is no sound XML, or declares a document type
 */
export function readIdocs(text: string): Idoc[] | null {
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw new IdocError('The XML declares a document type, which is not accepted.');
  const sound = XMLValidator.validate(text);
  if (sound !== true) throw new IdocError(`The XML is not sound: ${sound.err.msg} (line ${sound.err.line}).`);
  const roots = parsed(text);
  const idocs = roots
    .flatMap((root) => elementsOf(root).flatMap(([, children]) => children))
    .filter((node) => 'IDOC' in node);
  return idocs.length === 0 ? null : idocs.map((node) => idocOf(node['IDOC'] as Node[]));
}

function parsed(text: string): Node[] {
  try {
    return parser.parse(text) as Node[];
  } catch (cause) {
    // Its limits, of nesting above all.
    throw new IdocError(`The XML is not accepted: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      cause
    });
  }
}

const elementsOf = (node: Node): [string, Node[]][] =>
  Object.entries(node).filter(
    (entry): entry is [string, Node[]] => Array.isArray(entry[1]) && !entry[0].startsWith('?')
  );

function idocOf(nodes: readonly Node[]): Idoc {
  const counter = { next: 1 };
  const segments = nodes.flatMap((node) => elementsOf(node).map((element) => segmentOf(element, counter, 0)));
  const control = segments.find(({ name }) => name.startsWith('EDI_DC40'))?.fields;
  if (!control) throw new IdocError('The IDoc has no control record EDI_DC40.');
  const field = (name: string) => control.get(name) ?? '';
  return {
    messageType: field('MESTYP'),
    basicType: field('IDOCTYP'),
    number: field('DOCNUM'),
    sender: { qualifier: field('SNDPRT'), id: field('SNDPRN') },
    receiver: { qualifier: field('RCVPRT'), id: field('RCVPRN') },
    isTest: field('TEST') !== '',
    segments
  };
}

function segmentOf([name, nodes]: [string, Node[]], counter: { next: number }, depth: number): IdocSegment {
  if (depth > DEEPEST) throw new IdocError(`The XML is nested more than ${DEEPEST} deep.`);
  const position = counter.next;
  counter.next += 1;
  const fields = new Map<string, string>();
  const children: IdocSegment[] = [];
  for (const [inner, content] of nodes.flatMap(elementsOf)) {
    const text = content.find((one) => typeof one['#text'] === 'string')?.['#text'];
    // Segments have elements below them, fields have text or nothing.
    if (content.some((one) => elementsOf(one).length > 0))
      children.push(segmentOf([inner, content], counter, depth + 1));
    else if (typeof text === 'string') fields.set(inner, plain(text));
  }
  return { name, position, fields, children };
}
