/** One segment: its tag, then its elements as text. Components are not split; `components` does that. */
export type Segment = string[];

export interface TransactionSet {
  /** ST01 or the first component of UNH02. */
  type: string;
  /** ST02 or UNH01. */
  controlNumber: string;
  /** GS06 of its group; empty in EDIFACT. */
  groupControlNumber: string;
  segments: Segment[];
}

export interface Interchange {
  standard: 'X12' | 'EDIFACT';
  /** `QUALIFIER:ID`, as Lens shows addresses; only the ID where there is no qualifier. */
  sender: string;
  receiver: string;
  controlNumber: string;
  /** GS08 or the version of the first message, such as 004010 or D96A. */
  version: string;
  test: boolean;
  /** Separates components, which `components` needs. */
  componentSeparator: string;
  release: string;
  sets: TransactionSet[];
  /** Envelope segments other than ISA and UNB that carry no set, TA1. */
  acknowledgements: Segment[];
  /** What is wrong with the envelope; empty when it is sound. */
  faults: string[];
  /** Where its bytes lie in the file. */
  start: number;
  end: number;
}

/** Above this many bytes only the beginning of each set is kept, so that memory does not grow with the file. */
const LARGE_FILE = 16_000_000;
const BEGINNING_SEGMENTS = 30;

/**
 * The interchanges in a file, read by plain means and independent of the middleware's reader, so that the product is not
 * judged by itself. A file without ISA or UNB has none.
 */
export function readInterchanges(bytes: Buffer): Interchange[] {
  const text = bytes.toString('latin1');
  const interchanges: Interchange[] = [];
  const header = /ISA[^A-Za-z0-9\s]|UNA.{6}\s*UNB|UNB[^A-Za-z0-9\s]/g;
  for (let match = header.exec(text); match; match = header.exec(text)) {
    const before = text.charAt(match.index - 1);
    if (/[A-Za-z0-9]/.test(before)) continue;
    const keep = text.length > LARGE_FILE ? BEGINNING_SEGMENTS : Number.POSITIVE_INFINITY;
    const interchange = match[0].startsWith('ISA')
      ? readX12(text, match.index, keep)
      : readEdifact(text, match.index, keep);
    interchanges.push(interchange);
    header.lastIndex = Math.max(interchange.end, match.index + 3);
  }
  return interchanges;
}

/** The components of an element, release characters taken away. */
export function components(
  element: string | undefined,
  of: Pick<Interchange, 'componentSeparator' | 'release'>
): string[] {
  return split(element ?? '', of.componentSeparator, of.release).map((part) => unescaped(part, of.release));
}

function split(text: string, separator: string, release: string): string[] {
  if (release === '' || !text.includes(release)) return text.split(separator);
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === release) {
      part += character + text.charAt(at + 1);
      at += 1;
    } else if (character === separator) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [...parts, part];
}

const unescaped = (text: string, release: string) =>
  release === '' ? text : text.replaceAll(new RegExp(`\\${release}([\\s\\S])`, 'g'), '$1');

/** Segments from a place on, each with the place behind its terminator. */
function* segmentsFrom(text: string, from: number, terminator: string, separator: string, release: string) {
  for (let at = from; ;) {
    let end = text.indexOf(terminator, at);
    while (release !== '' && end > 0 && isReleased(text, end, release)) end = text.indexOf(terminator, end + 1);
    if (end < 0) return;
    const raw = text.slice(at, end).trimStart();
    at = end + terminator.length;
    if (raw !== '') yield { elements: split(raw, separator, release), behind: at };
  }
}

function isReleased(text: string, at: number, release: string): boolean {
  let count = 0;
  while (text.charAt(at - 1 - count) === release) count += 1;
  return count % 2 === 1;
}

const address = (qualifier: string, id: string) =>
  qualifier.trim() === '' ? id.trim() : `${qualifier.trim()}:${id.trim()}`;

/** Follows ST/SE and UNH/UNT, which both count the segments from the first to the last. */
class SetCounter {
  readonly sets: TransactionSet[] = [];
  readonly faults: string[] = [];
  readonly #keep: number;
  #open: TransactionSet | undefined;
  #count = 0;

  constructor(keep: number) {
    this.#keep = keep;
  }

  begin(set: Omit<TransactionSet, 'segments'>, segment: Segment): void {
    if (this.#open) this.faults.push(`set ${this.#open.controlNumber} has no trailer`);
    this.#open = { ...set, segments: [segment] };
    this.#count = 1;
    this.sets.push(this.#open);
  }

  add(segment: Segment): boolean {
    this.#count += 1;
    if (this.#open && this.#open.segments.length < this.#keep) this.#open.segments.push(segment);
    return this.#open !== undefined;
  }

  end(segment: Segment, countAt: number, numberAt: number): void {
    this.add(segment);
    const set = this.#open;
    this.#open = undefined;
    if (!set) this.faults.push(`${segment[0]} without a set`);
    else if (Number(segment[countAt]) !== this.#count) {
      this.faults.push(
        `${segment[0]} of set ${set.controlNumber} says ${segment[countAt]} segments, there are ${this.#count}`
      );
    } else if (segment[numberAt]?.trim() !== set.controlNumber) {
      this.faults.push(`${segment[0]} says control number ${segment[numberAt]}, the set ${set.controlNumber}`);
    }
  }

  finish(): void {
    if (this.#open) this.faults.push(`set ${this.#open.controlNumber} is cut off`);
  }
}

function readX12(text: string, start: number, keep: number): Interchange {
  const separator = text.charAt(start + 3);
  const elements = text.slice(start, start + 140).split(separator);
  const last = elements.slice(0, 16).join(separator).length + 1;
  const componentSeparator = text.charAt(start + last);
  const terminator = text.charAt(start + last + 1);
  const interchange: Interchange = {
    standard: 'X12',
    sender: address(elements[5] ?? '', elements[6] ?? ''),
    receiver: address(elements[7] ?? '', elements[8] ?? ''),
    controlNumber: (elements[13] ?? '').trim(),
    version: '',
    test: elements[15] === 'T',
    componentSeparator,
    release: '',
    sets: [],
    acknowledgements: [],
    faults: [],
    start,
    end: text.length
  };
  if (elements.length < 17 || terminator === '') return cutOff(interchange, 'ISA');
  const counter = new SetCounter(keep);
  let group = { controlNumber: '', sets: 0 };
  let groups = 0;
  for (const { elements: segment, behind } of segmentsFrom(text, start + last + 2, terminator, separator, '')) {
    const [tag, first = '', second = ''] = segment;
    if (tag === 'GS') {
      groups += 1;
      group = { controlNumber: (segment[6] ?? '').trim(), sets: 0 };
      interchange.version ||= segment[8] ?? '';
    } else if (tag === 'ST') {
      group.sets += 1;
      counter.begin({ type: first, controlNumber: second.trim(), groupControlNumber: group.controlNumber }, segment);
    } else if (tag === 'SE') counter.end(segment, 1, 2);
    else if (tag === 'GE') {
      if (Number(first) !== group.sets) counter.faults.push(`GE01 says ${first} sets, there are ${group.sets}`);
      if (second.trim() !== group.controlNumber) counter.faults.push(`GE02 is ${second}, GS06 ${group.controlNumber}`);
    } else if (tag === 'IEA') {
      if (Number(first) !== groups && groups > 0)
        counter.faults.push(`IEA01 says ${first} groups, there are ${groups}`);
      if (second.trim() !== interchange.controlNumber) {
        counter.faults.push(`IEA02 is ${second}, ISA13 ${interchange.controlNumber}`);
      }
      return { ...interchange, end: behind, sets: counter.sets, faults: counter.faults };
    } else if (!counter.add(segment)) interchange.acknowledgements.push(segment);
  }
  counter.finish();
  return cutOff({ ...interchange, sets: counter.sets, faults: counter.faults }, 'IEA');
}

function cutOff(interchange: Interchange, segment: string): Interchange {
  return { ...interchange, faults: [...interchange.faults, `the interchange is cut off: no complete ${segment}`] };
}

function readEdifact(text: string, start: number, keep: number): Interchange {
  const una = text.startsWith('UNA', start) ? text.slice(start + 3, start + 9) : `:+.? '`;
  const [component = ':', element = '+', , release = '?', , terminator = "'"] = una;
  const from = text.startsWith('UNA', start) ? start + 9 : start;
  const delimiters = { componentSeparator: component, release: release === ' ' ? '' : release };
  const counter = new SetCounter(keep);
  let interchange: Interchange | undefined;
  for (const { elements: segment, behind } of segmentsFrom(text, from, terminator, element, delimiters.release)) {
    const [tag] = segment;
    if (!interchange) interchange = fromUnb(segment, delimiters, start);
    else if (tag === 'UNH') {
      const [type = '', version = '', release_ = ''] = components(segment[2], delimiters);
      interchange.version ||= version + release_;
      counter.begin({ type, controlNumber: segment[1] ?? '', groupControlNumber: '' }, segment);
    } else if (tag === 'UNT') counter.end(segment, 1, 2);
    else if (tag === 'UNZ') {
      const count = counter.sets.length;
      if (Number(segment[1]) !== count) counter.faults.push(`UNZ says ${segment[1]} messages, there are ${count}`);
      if (segment[2] !== interchange.controlNumber) {
        counter.faults.push(`UNZ says ${segment[2]}, UNB ${interchange.controlNumber}`);
      }
      return { ...interchange, end: behind, sets: counter.sets, faults: counter.faults };
    } else counter.add(segment);
  }
  counter.finish();
  interchange ??= fromUnb(['UNB'], delimiters, start);
  return cutOff({ ...interchange, end: text.length, sets: counter.sets, faults: counter.faults }, 'UNZ');
}

function fromUnb(
  segment: Segment,
  delimiters: Pick<Interchange, 'componentSeparator' | 'release'>,
  start: number
): Interchange {
  const party = (element: string | undefined) => {
    const [id = '', qualifier = ''] = components(element, delimiters);
    return address(qualifier, id);
  };
  return {
    standard: 'EDIFACT',
    sender: party(segment[2]),
    receiver: party(segment[3]),
    controlNumber: segment[5] ?? '',
    version: '',
    test: segment[11] === '1',
    ...delimiters,
    sets: [],
    acknowledgements: [],
    faults: [],
    start,
    end: 0
  };
}
