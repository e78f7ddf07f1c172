const EDIFACT_DEFAULTS = { component: ':', element: '+', release: '?', terminator: "'" };
const STARTS = { ST: true, UNH: true };
const ENDS = { SE: true, UNT: true };

/**
 * Splits a file into segments as people count them: within a set, ST or UNH is at position 1.
 *
 * @param text the file
 * @returns segments `{ text, tag, elements, separator, interchange, set, position }` in the order of the file. `set` is
 *   the control number of their set, undefined outside of one; `setIndex` counts the sets of the file from 0. A text
 *   that is no EDI has its lines, without tags.
 */
export function readSegments(text) {
  const segments = [];
  let syntax;
  let state = { interchange: undefined, set: undefined, setIndex: undefined, position: undefined };
  let sets = 0;
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at]) && text[at] !== syntax?.terminator) {
      at += 1;
    } else {
      syntax = syntaxAt(text, at) ?? syntax;
      if (!syntax) {
        return linesOf(text);
      }
      const end = endOf(text, at, syntax);
      const segment = segmentOf(text.slice(at, end), syntax);
      if (segment.tag === 'ISA' || segment.tag === 'UNB') {
        state = { interchange: segment.elements[segment.tag === 'ISA' ? 13 : 5] };
      }
      if (STARTS[segment.tag]) {
        const set = segment.elements[segment.tag === 'ST' ? 2 : 1];
        state = { ...state, set, setIndex: sets, position: 0 };
        sets += 1;
      }
      if (state.position !== undefined) {
        state = { ...state, position: state.position + 1 };
      }
      if (segment.text !== '') {
        segments.push({ ...segment, ...state });
      }
      if (ENDS[segment.tag]) {
        state = { interchange: state.interchange };
      }
      at = end;
    }
  }
  return segments;
}

/** The separators that hold from here on; undefined where no interchange begins. */
function syntaxAt(text, at) {
  if (text.startsWith('ISA', at) && text.length > at + 105) {
    return { element: text[at + 3], terminator: text[at + 105] };
  }
  if (text.startsWith('UNA', at)) {
    const [component, element, , release, , terminator] = text.slice(at + 3, at + 9);
    return { component, element, release: release === ' ' ? undefined : release, terminator, una: true };
  }
  return text.startsWith('UNB+', at) ? EDIFACT_DEFAULTS : undefined;
}

/** Where the segment ends, its terminator included. */
function endOf(text, at, { terminator, release }) {
  // The six characters of UNA are no data: its release character releases nothing.
  let index = text.startsWith('UNA', at) ? at + 8 : at;
  while (index < text.length && text[index] !== terminator) {
    index += text[index] === release ? 2 : 1;
  }
  return Math.min(index + 1, text.length);
}

function segmentOf(raw, { element, release, terminator }) {
  const text = raw.endsWith(terminator) && /\s/.test(terminator) ? raw.slice(0, -1) : raw;
  const data = text.endsWith(terminator) ? text.slice(0, -1) : text;
  if (data.startsWith('UNA')) {
    return { text, tag: 'UNA', elements: [data], separator: element, end: '' };
  }
  const elements = [''];
  for (let index = 0; index < data.length; index += 1) {
    if (data[index] === element) {
      elements.push('');
    } else {
      const length = data[index] === release ? 2 : 1;
      elements[elements.length - 1] += data.slice(index, index + length);
      index += length - 1;
    }
  }
  return { text, tag: elements[0].trim(), elements, separator: element, end: text.slice(data.length) };
}

function linesOf(text) {
  return text.split(/\r\n|\r|\n/).map((line) => ({ text: line, tag: '', elements: [line], separator: '', end: '' }));
}

/** The control number as the two ends of a set write it: with or without zeros in front. */
const normal = (number) => (number ?? '').trim().replace(/^0+(?=.)/, '');

/**
 * Which set of the file is the document.
 *
 * @param document with setControlNumber and interchangeControlNumber
 * @returns its `setIndex`; undefined where the file does not tell
 */
export function setOf(segments, { setControlNumber, interchangeControlNumber }) {
  const starts = segments.filter(({ position }) => position === 1);
  const same = starts.filter(({ set }) => setControlNumber && normal(set) === normal(setControlNumber));
  const exact = same.filter(({ interchange }) => normal(interchange) === normal(interchangeControlNumber));
  const [only, another] = exact.length > 0 ? exact : same.length > 0 ? same : starts;
  return another === undefined ? only?.setIndex : undefined;
}

/**
 * Puts faults at their segments.
 *
 * @param places `{ position, segment, element, message, severity }`; position counts within the document's own set
 * @returns the places by index of segment; those that have none are left out
 */
export function placeFaults(segments, document, places) {
  const setIndex = setOf(segments, document);
  const own = segments.map((segment, index) => ({ ...segment, index })).filter((one) => one.setIndex === setIndex);
  const inSet = setIndex === undefined ? [] : own;
  const envelope = segments.findIndex(
    ({ interchange }) => normal(interchange) === normal(document.interchangeControlNumber)
  );
  const byIndex = new Map();
  for (const place of places) {
    const index =
      inSet.find(({ position }) => position === place.position)?.index ??
      inSet.find(({ tag }) => place.segment && tag === place.segment)?.index ??
      segments.findIndex(({ tag }, at) => at >= envelope && place.segment && tag === place.segment);
    if (index >= 0) {
      byIndex.set(index, [...(byIndex.get(index) ?? []), place]);
    }
  }
  return byIndex;
}

/**
 * The text with a line for each segment, as people edit it, and the way back: what the file has between its segments
 * stays as it was.
 */
export function editable(text) {
  const lineBreak = /\r\n|\n|\r/.exec(text)?.[0];
  if (lineBreak !== undefined) {
    const shown = text.replace(/\r\n|\r/g, '\n');
    return { shown, restore: (edited) => edited.replace(/\r\n|\n/g, lineBreak) };
  }
  const segments = readSegments(text);
  const shown = segments.map((segment) => segment.text).join('\n');
  return { shown, restore: (edited) => edited.replace(/\r?\n/g, '') };
}
