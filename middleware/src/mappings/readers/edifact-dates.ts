import { packed } from '../../edi/packed.ts';
import * as places from '../../edi/places.ts';
import type { PlaceId } from '../../edi/tree.ts';
import type { SegmentNode } from '../../edi/tree-nodes.ts';
import { CodeTable } from '../map/code-table.ts';
import type { WriterFactory } from '../map/compile.ts';
import { needing, writer, writerOf } from '../map/fields.ts';
import { literalOf } from '../map/json-text.ts';
import type { ReaderSpec } from '../map/map.ts';
import { type Place, segmentOf } from '../map/place.ts';
import type { MappingRun } from '../map/run.ts';
import { edifactMoment, parseDay } from './time.ts';
import { at, codedReader, dayWriter, listWriter, pathArgument } from './values.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { NOWHERE } = places;

/** Formats (element 2379) that nearly every date has: CCYYMMDD, and with HHMM behind it. */
const DAY = packed('102');
const MINUTE = packed('203');

/** DTM: qualifier, value and format are one composite. */
export function dateReader(spec: ReaderSpec, key: 'day' | 'moment', name: string) {
  const path = pathArgument(spec, key);
  return needing(path.needs, (from: Place, run: MappingRun): string | null => {
    const place = path.first(from);
    const segment = place && segmentOf(place);
    if (!place || !segment) return null;
    const text = path.element === null ? segment.component(1, 2) : path.text(place);
    if (text === '') return null;
    const value = path.element === null ? edifactMoment(text, segment.component(1, 3)) : parseDay(text);
    if (value === null)
      return run.unreadable(name, text, 'date', path.element === null ? { place, element: 1 } : at(path, place));
    if (key === 'moment') return value;
    return /^\d{4}-\d\d-\d\d/.test(value) ? value.slice(0, 10) : null;
  });
}

/** Writes the date of a DTM as it stands; false, and nothing written, where it takes a closer look. */
function writeUsual({ tree, out }: MappingRun, dtm: PlaceId, dayOnly: boolean): boolean {
  const format = tree.code(dtm, 1, 3);
  if ((format !== DAY && format !== MINUTE) || !tree.locate(dtm, 1, 2)) return false;
  const hasTime = tree.to - tree.from === 12;
  return hasTime === (format === MINUTE) && out.moment(tree.bytes, tree.from, tree.to, dayOnly);
}

/** `{"day": PATH}` and `{"moment": PATH}` to a DTM segment, or to an element with a day. */
function dateWriter(spec: ReaderSpec, key: 'day' | 'moment', name: string) {
  const path = pathArgument(spec, key);
  const { way, element } = path;
  const read = dateReader(spec, key, name);
  if (element !== null) return dayWriter(path, read);
  const { write } = writerOf(read);
  const dayOnly = key === 'day';
  return writer(way.needs, (run, from) => {
    const found = way.find(run.tree, from);
    if (found === NOWHERE) return false;
    return writeUsual(run, run.tree.segmentOf(found), dayOnly) || write(run, from);
  });
}

const POSITION = literalOf(',"segmentPosition":');

/** `{"dates": PATH}` to DTM segments. */
const dates: WriterFactory = (spec, { words }) => {
  const coded = codedReader(words.date);
  const known = new CodeTable(
    Object.keys(words.date ?? {}).map((code) => [
      code,
      literalOf(`,{"qualifier":${JSON.stringify(coded(code))},"value":`)
    ])
  );
  return listWriter(
    pathArgument(spec, 'dates'),
    (run, place) => {
      const { tree, out } = run;
      const dtm = tree.segmentOf(place);
      const literal = known.get(tree.code(dtm, 1, 1));
      if (!literal) return false;
      out.literal(literal);
      if (!writeUsual(run, dtm, false)) return false;
      out.literal(POSITION);
      out.integer(tree.positionOf(dtm));
      out.closeBrace();
      return true;
    },
    (place, run) => {
      const dtm = segmentOf(place) as SegmentNode;
      const qualifier = coded(dtm.component(1, 1));
      const text = dtm.component(1, 2);
      const value = text === '' ? null : edifactMoment(text, dtm.component(1, 3));
      if (value === null && text !== '') run.unreadable(qualifier?.text ?? 'date', text, 'date', { place, element: 1 });
      return qualifier && value ? { qualifier, value, segmentPosition: dtm.position } : null;
    }
  );
};

export const edifactDateWriters = {
  day: (spec, _compiler, name) => dateWriter(spec, 'day', name),
  moment: (spec, _compiler, name) => dateWriter(spec, 'moment', name),
  dates
} satisfies Record<string, WriterFactory>;
