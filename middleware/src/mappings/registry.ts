import { existsSync, readFileSync } from 'node:fs';
import type { FindingList } from '../edi/finding.ts';
import type { Standard } from '../edi/syntax.ts';
import type { SetTree } from '../edi/tree.ts';
import { finishers } from './finishers.ts';
import { compileMap, MapError, type Vocabulary, type Words } from './map/compile.ts';
import { type DocumentMap, overlayMap } from './map/map.ts';
import { valueWriters } from './map/values.ts';
import { consignmentSpreads, consignmentWriters } from './readers/consignment.ts';
import { edifactDateWriters } from './readers/edifact-dates.ts';
import { edifactReaders, edifactSpreads } from './readers/edifact.ts';
import { hierarchySpreads, hierarchyWriters } from './readers/hierarchy.ts';
import { edifactListReaders, sharedListReaders, x12ListReaders } from './readers/lists.ts';
import { valueReaders } from './readers/values.ts';
import { x12Readers, x12Spreads, x12Writers } from './readers/x12.ts';

const FOLDERS = { X12: 'x12', EDIFACT: 'edifact' } as const;
const TYPE = /^[A-Z0-9]{3,6}$/;

const readJson = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as unknown;

const VOCABULARIES: Record<Standard, Vocabulary> = {
  X12: {
    words: readJson('x12/words.json') as Words,
    writers: { ...valueWriters, ...hierarchyWriters, ...x12Writers },
    readers: { ...valueReaders, ...sharedListReaders, ...x12Readers, ...x12ListReaders },
    spreads: { ...x12Spreads, ...hierarchySpreads },
    finishers
  },
  EDIFACT: {
    words: readJson('edifact/words.json') as Words,
    writers: { ...valueWriters, ...consignmentWriters, ...edifactDateWriters },
    readers: { ...valueReaders, ...sharedListReaders, ...edifactReaders, ...edifactListReaders },
    spreads: { ...edifactSpreads, ...consignmentSpreads },
    finishers
  }
};

type StoredMap = DocumentMap & { extends?: string };

/** The map in a folder, laid over the one it extends; its own fields come first in the documents that it makes. */
function loadMap(folder: string): DocumentMap {
  const { extends: base, ...map } = readJson(`${folder}/map.json`) as StoredMap;
  if (base === undefined) return map;
  const merged = overlayMap(loadMap(base), map);
  const first = Object.keys(map.fields).filter((name) => name in merged.fields);
  return { ...merged, fields: { ...pick(merged.fields, first), ...merged.fields } };
}

const pick = (fields: DocumentMap['fields'], names: string[]) =>
  Object.fromEntries(names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));

const compiled: Record<Standard, Map<string, Mapping | null>> = { X12: new Map(), EDIFACT: new Map() };
const MOST_TYPES = 10_000;

/**
 * Makes a canonical document of a set's tree, as JSON of a {@link CanonicalDocument}; null when it cannot be one, which
 * the findings then say.
 */
export type Mapping = (tree: SetTree, findings: FindingList) => string | null;

/** The mapping of a document type (ST01 or UNH 0065); undefined for a type that is recorded and not translated. */
export function mappingOf(standard: Standard, type: string): Mapping | undefined {
  const mappings = compiled[standard];
  let mapping = mappings.get(type);
  if (mapping === undefined) {
    const folder = `${FOLDERS[standard]}/${type}`;
    const known = TYPE.test(type) && existsSync(new URL(`${folder}/map.json`, import.meta.url));
    mapping = known ? mappingBy(standard, loadMap(folder)) : null;
    // Types come from documents, so that their number has to end somewhere.
    if (known || mappings.size < MOST_TYPES) mappings.set(type, mapping);
  }
  return mapping ?? undefined;
}

/**
 * The mapping of a document type as a partner needs it.
 * @param overlay tells what is different for the partner, see {@link overlayMap}
 * @throws MapError or SyntaxError naming what is wrong in the overlay
 */
export function mappingWith(standard: Standard, type: string, overlay: Record<string, unknown>): Mapping {
  return mappingBy(standard, overlayMap(loadMap(`${FOLDERS[standard]}/${type}`), overlay));
}

function mappingBy(standard: Standard, map: DocumentMap): Mapping {
  return compileMap(map, VOCABULARIES[standard]);
}

/** A partner's map of one document type. */
export interface MapOverlay {
  standard: Standard;
  type: string;
  mapping: Mapping;
}

/**
 * A partner's map as its file tells it: `standard` and `type` say what it is for, the rest what is different.
 * @throws MapError or SyntaxError naming what is wrong in it
 */
export function readMapOverlay(file: unknown): MapOverlay {
  const { standard, type, ...overlay } = Object(file) as Record<string, unknown>;
  if ((standard !== 'X12' && standard !== 'EDIFACT') || typeof type !== 'string')
    throw new MapError('The map does not say its "standard" (X12 or EDIFACT) and "type".');
  if (!mappingOf(standard, type)) throw new MapError(`There is no map of ${standard} ${type} that it could change.`);
  return { standard, type, mapping: mappingWith(standard, type, overlay) };
}
