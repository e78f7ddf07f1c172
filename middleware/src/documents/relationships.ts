import type { Interchange } from '../edi/envelope.ts';
import { GuideLibrary } from '../edi/guide/library.ts';
import { type Mapping, mappingOf, type MapOverlay, readMapOverlay } from '../mappings/registry.ts';
import type { Address } from './payload.ts';

/** How a partner's documents differ from what the standards and we expect. */
export interface Relationship {
  partner: Address;
  /** Overlays of guides, as their files tell them. */
  guides: readonly unknown[];
  /** Overlays of maps, as their files tell them. */
  maps: readonly unknown[];
}

interface Rules {
  library: GuideLibrary;
  maps: MapOverlay[];
}

const keyOf = ({ qualifier, id }: Address) => `${qualifier}:${id}`;

/** The guides and maps by which the documents of each partner are read. */
export class Relationships {
  readonly #standard = new GuideLibrary();
  readonly #rules = new Map<string, Rules>();

  /** @throws Error naming what is wrong in an overlay */
  constructor(relationships: readonly Relationship[] = []) {
    for (const { partner, guides, maps } of relationships)
      this.#rules.set(keyOf(partner), { library: new GuideLibrary(guides), maps: maps.map(readMapOverlay) });
  }

  #of({ sender, receiver }: Interchange): Rules | undefined {
    return this.#rules.get(keyOf(sender)) ?? this.#rules.get(keyOf(receiver));
  }

  libraryOf(interchange: Interchange): GuideLibrary {
    return this.#of(interchange)?.library ?? this.#standard;
  }

  /** Undefined for a type that is recorded and not translated. */
  mappingOf(interchange: Interchange, type: string): Mapping | undefined {
    const { standard } = interchange;
    const own = this.#of(interchange)?.maps.find((map) => map.standard === standard && map.type === type);
    return own?.mapping ?? mappingOf(standard, type);
  }
}
