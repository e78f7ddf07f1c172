import { styleText } from 'node:util';
import type { Finding } from '../edi/finding.ts';

/** Bytes that are read for an excerpt: longer segments are rare, and so are faults behind that. */
export const EXCERPT = 4096;
/** Characters of a segment that are shown, and how many of them before the fault. */
const WIDTH = 100;
const BEFORE = 40;
const LONGEST_MARK = 60;

/** A file's own text without what a terminal would obey or not show. */
export const visible = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '·');

/** The segment as it stands, with the fault underlined; nothing where the place is that of what is missing. */
export function excerptOf(bytes: Buffer, finding: Finding, indent: string): string[] {
  const text = decoded(bytes);
  const { segment: id } = finding;
  if (id === null || !text.startsWith(id)) return [];
  const segment = visible(text.slice(0, segmentEnd(text, id)));
  const [from, to] = faultSpan(segment, segment[id.length] ?? '', finding);
  const start = segment.length > WIDTH ? Math.max(0, from - BEFORE) : 0;
  const end = Math.min(segment.length, Math.max(start + WIDTH, Math.min(to, from + LONGEST_MARK)));
  const until = Math.min(to, end);
  const lead = start > 0 ? '…' : '';
  const marked =
    lead +
    segment.slice(start, from) +
    styleText('underline', segment.slice(from, until)) +
    segment.slice(until, end) +
    (end < segment.length ? '…' : '');
  const column = lead.length + from - start;
  return [indent + marked, indent + ' '.repeat(column) + styleText('red', '^'.repeat(Math.max(1, until - from)))];
}

/** Files say their character set or not; what is no UTF-8 is shown byte for byte. */
function decoded(bytes: Buffer): string {
  try {
    // A character may be cut off at the end.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return bytes.toString('latin1');
  }
}

/** ISA and UNB declare the terminator that others end with; an excerpt is content with the usual ones. */
function segmentEnd(text: string, id: string): number {
  if (id === 'ISA') return Math.min(text.length, 105);
  const end = text.search(/(?<!\?)[~'\r\n]/);
  return end < 0 ? text.length : end;
}

/** Where the element or component at fault stands in a segment; its id where the fault is the segment's. */
function faultSpan(segment: string, separator: string, { element, component }: Finding): [number, number] {
  const parts = spans(segment, 0, segment.length, (character) => character === separator);
  const part = parts[element ?? 0];
  if (!part) return [segment.length, segment.length];
  if (!component) return part;
  const components = spans(segment, ...part, (character) => character === ':' || character === '>');
  return components[component - 1] ?? part;
}

/** What stands between separators, those left out that a release character makes data. */
function spans(
  text: string,
  from: number,
  to: number,
  separates: (character: string | undefined) => boolean
): [number, number][] {
  const found: [number, number][] = [];
  let start = from;
  for (let at = from; at < to; at += 1) {
    if (text[at] === '?' && separates(text[at + 1])) at += 1;
    else if (separates(text[at])) {
      found.push([start, at]);
      start = at + 1;
    }
  }
  return [...found, [start, to]];
}
