import type { Guide, GuideOverlay, LoopFormat, SegmentDefinition, SegmentFile } from './format.ts';
import { GuideError } from './rules.ts';

/** A guide with the definitions of its segments. */
export interface DefinedGuide {
  guide: Guide;
  definitions: SegmentFile;
  strict: boolean;
}

type Item = string | LoopFormat;

const useOf = (item: Item) => (typeof item === 'string' ? item : item.loop);
const idOf = (item: Item) => useOf(item).split(' ')[0] ?? '';

/**
 * Lays an overlay over a guide: usages first, then insertions, then definitions and expectations. What a partner does not
 * use stays in the guide with no occurrence, so that it is told by its name; what another version of the standard does
 * not have goes.
 * @throws GuideError naming what the overlay changes and the guide does not have
 */
export function overlayGuide(base: DefinedGuide, overlay: GuideOverlay): DefinedGuide {
  let { structure } = base.guide;
  for (const [path, use] of Object.entries(overlay.use ?? {}))
    structure = withUse(structure, path.split('/'), use, { whole: path, keeps: !('extends' in overlay) });
  for (const { in: path = '', after, structure: added } of overlay.insert ?? [])
    structure = withInsertion(structure, path === '' ? [] : path.split('/'), after, added);
  const guide = { ...base.guide, structure, expect: [...(base.guide.expect ?? []), ...(overlay.expect ?? [])] };
  const segments = { ...base.definitions.segments };
  for (const [id, change] of Object.entries(overlay.segments ?? {}))
    segments[id] = withElements(segments[id], change, id);
  return { guide, definitions: { ...base.definitions, segments }, strict: overlay.strict ?? base.strict };
}

/** Changes the item that a path names by what `change` makes of it. */
function changed(structure: Item[], path: string[], whole: string, change: (item: Item) => Item[]): Item[] {
  const [id, ...rest] = path;
  const at = structure.findIndex((item) => idOf(item) === id);
  const item = structure[at];
  if (item === undefined) throw new GuideError(`The guide has no "${whole}".`);
  return structure.toSpliced(at, 1, ...(rest.length === 0 ? change(item) : inside(item, rest, whole, change)));
}

function inside(item: Item, path: string[], whole: string, change: (item: Item) => Item[]): Item[] {
  if (typeof item === 'string')
    throw new GuideError(`The guide has no "${whole}": ${idOf(item)} begins no loop there.`);
  return [{ ...item, structure: changed(item.structure, path, whole, change) }];
}

function withUse(
  structure: Item[],
  path: string[],
  use: string,
  { whole, keeps }: { whole: string; keeps: boolean }
): Item[] {
  return changed(structure, path, whole, (item) => {
    const [id = '', , max = '1'] = useOf(item).split(' ');
    if (use === 'N' && !keeps) return [];
    const [letter = 'O', own = max] = (use === 'N' ? 'O 0' : use).split(' ');
    const text = `${id} ${letter} ${own}`;
    return [typeof item === 'string' ? text : { ...item, loop: text }];
  });
}

function withInsertion(structure: Item[], path: string[], after: string, added: Item[]): Item[] {
  if (path.length === 0) return changed(structure, [after], after, (item) => [item, ...added]);
  const [id = '', ...rest] = path;
  return changed(structure, [id], path.join('/'), (item) => {
    if (typeof item === 'string') throw new GuideError(`The guide has no loop "${id}".`);
    if (rest.length === 0 && after === id) return [{ ...item, structure: [...added, ...item.structure] }];
    return [{ ...item, structure: withInsertion(item.structure, rest, after, added) }];
  });
}

function withElements(
  definition: SegmentDefinition | undefined,
  change: NonNullable<GuideOverlay['segments']>[string],
  id: string
): SegmentDefinition {
  if (isDefinition(change)) return change;
  if (!definition) throw new GuideError(`Segment ${id} is not defined.`);
  const elements = [...(definition.elements ?? [])];
  for (const [position, element] of Object.entries(change)) {
    while (elements.length < Number(position)) elements.push('-');
    elements[Number(position) - 1] = element;
  }
  return { ...definition, elements };
}

const isDefinition = (change: NonNullable<GuideOverlay['segments']>[string]): change is SegmentDefinition =>
  'name' in change;
