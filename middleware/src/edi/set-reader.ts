import type { Interchange, SetContext } from './envelope.ts';
import type { GuideLibrary } from './guide/library.ts';
import { SetWalker } from './guide/walker.ts';
import type { Segment } from './segment.ts';
import { TreeBuilder } from './tree-builder.ts';
import type { LoopNode } from './tree.ts';

/** Reads set after set by the guide of its type and version; findings go to the set's own list. */
export class SetReader {
  readonly #libraryOf: (interchange: Interchange) => GuideLibrary;
  readonly #wantsTree: (context: SetContext) => boolean;
  #walker: SetWalker | undefined;
  #tree: TreeBuilder | undefined;

  /**
   * @param libraryOf the guides for an interchange, since partners have their own
   * @param wantsTree whether the contents of a set are needed, or its verdict alone
   */
  constructor(libraryOf: (interchange: Interchange) => GuideLibrary, wantsTree: (context: SetContext) => boolean) {
    this.#libraryOf = libraryOf;
    this.#wantsTree = wantsTree;
  }

  start(context: SetContext): void {
    const { interchange, set } = context;
    const found = this.#libraryOf(interchange).guideFor(interchange.standard, set.type, set.version);
    this.#tree = found && this.#wantsTree(context) ? new TreeBuilder() : undefined;
    this.#walker = found && new SetWalker(found.guide, context, found.approximate, this.#tree);
    if (found?.approximate) {
      const version = set.version === '' || set.version === '.' ? 'an unknown version' : `version ${set.version}`;
      set.findings.add({
        code: 'VERSION_APPROXIMATE',
        severity: 'note',
        segmentPosition: 1,
        segment: interchange.standard === 'X12' ? 'ST' : 'UNH',
        element: null,
        offset: set.offset,
        message: `There is no guide for ${version} of ${set.type}: it was read by that of ${found.guide.version}, and what that finds is no reason to reject.`
      });
    }
  }

  segment(segment: Segment, position: number): void {
    this.#walker?.segment(segment, position);
  }

  /** The contents of the set; null where they were not wanted or no guide knows its type. */
  end(): LoopNode | null {
    this.#walker?.end();
    const root = this.#tree?.root ?? null;
    this.#walker = undefined;
    this.#tree = undefined;
    return root;
  }
}
