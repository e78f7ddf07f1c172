import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Standard } from '../syntax.ts';
import { type CompiledGuide, compileGuide } from './compile.ts';
import { withCodeLists } from './code-lists.ts';
import { CodeLists, DerivedGuide, Guide, GuideOverlay, SegmentFile } from './format.ts';
import { type DefinedGuide, overlayGuide } from './overlay.ts';
import { GuideError } from './rules.ts';

const ROOT = new URL('../../../guides/', import.meta.url);
const FOLDERS = { X12: 'x12', EDIFACT: 'edifact' } as const;

/** A guide that was found for a document. */
export interface FoundGuide {
  guide: CompiledGuide;
  /** It is of another version: what it finds is a warning and never a rejection. */
  approximate: boolean;
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'));

const versionsOf = new Map<Standard, string[]>();

function versions(standard: Standard): string[] {
  let found = versionsOf.get(standard);
  if (!found) {
    const folder = new URL(`${FOLDERS[standard]}/`, ROOT);
    found = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort((a, b) => ageOf(standard, a) - ageOf(standard, b));
    versionsOf.set(standard, found);
  }
  return found;
}

/** A number that grows with the version: 004010 → 4010; D.96A → 1996.0, D.01B → 2001.5. NaN for what is no version. */
function ageOf(standard: Standard, version: string): number {
  if (standard === 'X12') return /^\d{5,6}/.test(version) ? Number(version.slice(0, 6).padEnd(6, '0')) : NaN;
  const [, year, half] = /^[A-Z]\.(\d\d)([AB])/.exec(version) ?? [];
  if (year === undefined) return NaN;
  return Number(year) + (Number(year) < 70 ? 2000 : 1900) + (half === 'B' ? 0.5 : 0);
}

const sharedDefinitions = new Map<string, SegmentFile>();

function definitionsOf(standard: Standard, version: string): SegmentFile {
  const path = `${FOLDERS[standard]}/${version}/segments.json`;
  let definitions = sharedDefinitions.get(path);
  if (!definitions) {
    const own = SegmentFile.parse(readJson(path));
    const base = own.extends === undefined ? undefined : definitionsOf(standard, own.extends);
    definitions = {
      composites: { ...base?.composites, ...own.composites },
      segments: { ...base?.segments, ...own.segments }
    };
    sharedDefinitions.set(path, definitions);
  }
  return definitions;
}

/** A guide as its file tells it, with the definitions of its version. @throws ZodError or GuideError */
export function loadGuide(standard: Standard, type: string, version: string): DefinedGuide {
  const file = readJson(`${FOLDERS[standard]}/${version}/${type}.json`);
  const definitions = definitionsOf(standard, version);
  if (typeof file !== 'object' || file === null || !('extends' in file))
    return { guide: Guide.parse(file), definitions, strict: false };
  const derived = DerivedGuide.parse(file);
  const base = loadGuide(standard, type, derived.extends);
  const guide = { ...base.guide, version, name: derived.name ?? base.guide.name };
  return overlayGuide({ guide, definitions, strict: false }, derived);
}

const compiled = new Map<string, CompiledGuide>();

function compiledGuide(standard: Standard, type: string, version: string): CompiledGuide {
  const name = `${standard} ${version} ${type}`;
  let guide = compiled.get(name);
  if (!guide) {
    const { guide: told, definitions, strict } = loadGuide(standard, type, version);
    guide = compileGuide(told, definitions, strict);
    compiled.set(name, guide);
  }
  return guide;
}

const TYPE = /^[A-Z0-9]{3,6}$/;

interface NearestVersion {
  version: string;
  exact: boolean;
}

const nearest = new Map<string, NearestVersion | undefined>();
/** Types and versions come from documents, so that their number has to end somewhere. */
const MOST_VERSIONS = 10_000;

/** The version whose guide is nearest, and whether it is the document's own. */
function nearestVersion(standard: Standard, type: string, version: string): NearestVersion | undefined {
  const name = `${standard} ${type} ${version}`;
  if (nearest.has(name)) return nearest.get(name);
  const found = TYPE.test(type) ? findNearest(standard, type, version) : undefined;
  if (nearest.size < MOST_VERSIONS) nearest.set(name, found);
  return found;
}

function findNearest(standard: Standard, type: string, version: string): NearestVersion | undefined {
  const having = versions(standard).filter((folder) =>
    existsSync(new URL(`${FOLDERS[standard]}/${folder}/${type}.json`, ROOT))
  );
  const age = ageOf(standard, version);
  const exact = having.find((folder) => ageOf(standard, folder) === age);
  if (exact !== undefined) return { version: exact, exact: true };
  const distance = (folder: string) => Math.abs(ageOf(standard, folder) - age);
  const [closest] = Number.isNaN(age) ? having : [...having].sort((a, b) => distance(a) - distance(b));
  return closest === undefined ? undefined : { version: closest, exact: false };
}

/**
 * The guide for a document: its version's own, else the nearest of its type, marked approximate; undefined for a type
 * that has none, which is then known by its envelope alone. An industry suffix (004010VICS) does not make it another
 * version.
 */
export function guideFor(standard: Standard, type: string, version: string): FoundGuide | undefined {
  const found = nearestVersion(standard, type, version);
  if (!found) return undefined;
  const guide = compiledGuide(standard, type, found.version);
  return { guide, approximate: !found.exact && !guide.everyVersion };
}

/**
 * Guides with code lists and partners' overlays laid over them; documents that none is for get their standard guide.
 * @throws ZodError or GuideError naming what is wrong in an overlay
 */
export class GuideLibrary {
  /** Code lists before overlays, which know better. */
  readonly #overlays: (CodeLists | GuideOverlay)[];
  readonly #compiled = new Map<string, CompiledGuide>();

  constructor(overlays: readonly unknown[] = []) {
    const read = overlays.map((overlay) => (isCodeLists(overlay) ? CodeLists : GuideOverlay).parse(overlay));
    this.#overlays = [...read.filter(isCodeLists), ...read.filter((overlay) => !isCodeLists(overlay))];
    for (const overlay of this.#overlays) if (!isCodeLists(overlay)) this.#check(overlay);
  }

  guideFor(standard: Standard, type: string, version: string): FoundGuide | undefined {
    const standardGuide = guideFor(standard, type, version);
    if (!standardGuide || this.#overlays.length === 0) return standardGuide;
    const overlays = this.#overlays.filter((overlay) => applies(overlay, standard, type, version));
    if (overlays.length === 0) return standardGuide;
    return {
      guide: this.#overlaid(standard, type, standardGuide.guide.version, overlays),
      approximate: standardGuide.approximate
    };
  }

  #overlaid(
    standard: Standard,
    type: string,
    version: string,
    overlays: readonly (CodeLists | GuideOverlay)[]
  ): CompiledGuide {
    const name = `${standard} ${version} ${type} ${overlays.map((overlay) => this.#overlays.indexOf(overlay)).join()}`;
    let guide = this.#compiled.get(name);
    if (!guide) {
      const defined = overlays.reduce(
        (base, overlay) => (isCodeLists(overlay) ? withCodeLists(base, overlay) : overlayGuide(base, overlay)),
        loadGuide(standard, type, version)
      );
      guide = compileGuide(defined.guide, defined.definitions, defined.strict);
      this.#compiled.set(name, guide);
    }
    return guide;
  }

  /** An overlay that fits no guide is told when it is read, not when the first document comes. */
  #check(overlay: GuideOverlay): void {
    const { standard, type, version } = overlay;
    const found = nearestVersion(standard, type, version ?? '');
    if (!found) throw new GuideError(`There is no guide for ${standard} ${type} that the overlay could change.`);
    this.#overlaid(standard, type, found.version, [overlay]);
  }
}

const isCodeLists = (overlay: unknown): overlay is CodeLists =>
  typeof overlay === 'object' && overlay !== null && 'codes' in overlay;

const applies = (overlay: CodeLists | GuideOverlay, standard: Standard, type: string, version: string) =>
  overlay.standard === standard &&
  (isCodeLists(overlay) || overlay.type === type) &&
  (overlay.version === undefined || overlay.version === version);

/** The types and versions that there are guides for. */
export function knownGuides(): { standard: Standard; version: string; type: string }[] {
  return (['X12', 'EDIFACT'] as const).flatMap((standard) =>
    versions(standard).flatMap((version) =>
      readdirSync(new URL(`${FOLDERS[standard]}/${version}/`, ROOT))
        .filter((file) => file !== 'segments.json')
        .map((file) => ({ standard, version, type: file.replace('.json', '') }))
    )
  );
}
