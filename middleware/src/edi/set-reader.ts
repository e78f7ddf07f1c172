import type { Interchange, SetContext } from './envelope.ts';
import type { FoundGuide, GuideLibrary } from './guide/library.ts';
import { SetWalker } from './guide/walker.ts';
import type { Segment } from './segment.ts';
import { SetTree } from './tree.ts';

/** How the sets of one type and version are read. */
interface Reading {
  library: GuideLibrary;
  standard: Interchange['standard'];
  type: string;
  version: string;
  found: FoundGuide | undefined;
  walker: SetWalker | undefined;
}

/** Reads set after set by the guide of its type and version; findings go to the set's own list. */
export class SetReader {
  readonly #libraryOf: (interchange: Interchange) => GuideLibrary;
  readonly #wantsTree: (context: SetContext) => boolean;
  /** That of the set before: most files hold sets of one type. */
  #reading: Reading | undefined;
  #walker: SetWalker | undefined;
  readonly #tree = new SetTree();
  #hasTree = false;

  /**
   * @param libraryOf the guides for an interchange, since partners have their own
   * @param wantsTree whether the contents of a set are needed, or its verdict alone
   */
  constructor(libraryOf: (interchange: Interchange) => GuideLibrary, wantsTree: (context: SetContext) => boolean) {
    this.#libraryOf = libraryOf;
    this.#wantsTree = wantsTree;
  }

  start(context: SetContext): void {
    const { found, walker } = this.#readingOf(context);
    this.#walker = walker;
    this.#hasTree = walker !== undefined && this.#wantsTree(context);
    if (this.#hasTree) this.#tree.clear();
    walker?.start(context, this.#hasTree ? this.#tree : undefined);
    if (found?.approximate) tellApproximate(context, found);
  }

  #readingOf({ interchange, set }: SetContext): Reading {
    const library = this.#libraryOf(interchange);
    const { standard } = interchange;
    const { type, version } = set;
    const known = this.#reading;
    const isSame =
      known?.library === library && known.standard === standard && known.type === type && known.version === version;
    if (isSame) return known;
    const found = library.guideFor(standard, type, version);
    const walker = found && new SetWalker(found.guide, found.approximate);
    this.#reading = { library, standard, type, version, found, walker };
    return this.#reading;
  }

  segment(segment: Segment, position: number): void {
    this.#walker?.segment(segment, position);
  }

  /** The contents of the set, valid until the next one; null where they were not wanted or no guide knows its type. */
  end(): SetTree | null {
    this.#walker?.end();
    this.#walker = undefined;
    if (!this.#hasTree) return null;
    this.#tree.close();
    return this.#tree;
  }
}

function tellApproximate({ interchange, set }: SetContext, { guide }: FoundGuide): void {
  const version = set.version === '' || set.version === '.' ? 'an unknown version' : `version ${set.version}`;
  set.findings.add({
    code: 'VERSION_APPROXIMATE',
    severity: 'note',
    segmentPosition: 1,
    segment: interchange.standard === 'X12' ? 'ST' : 'UNH',
    element: null,
    offset: set.offset,
    message: `There is no guide for ${version} of ${set.type}: it was read by that of ${guide.version}, and what that finds is no reason to reject.`
  });
}
