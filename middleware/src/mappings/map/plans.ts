import type { PlaceId, SetTree } from '../../edi/tree.ts';
import type { Plan } from './plan.ts';

/** Plans that are kept: the items of one document mostly have one shape, those of all partners a few. */
const MOST = 8;
/** Items without a plan until another plan gives way: making one costs as much as to write several items. */
const PATIENCE = 32;

/** The plans of items of one kind, made when they are needed. */
export class Plans {
  readonly #plans: Plan[] = [];
  #last: Plan | undefined;
  #oldest = 0;
  #missed = 0;

  /** The plan for an item; undefined where there is none, and it is not time to make one. */
  planFor(tree: SetTree, at: PlaceId, make: () => Plan): Plan | undefined {
    if (this.#last?.fits(tree, at) === true) return this.#last;
    const known = this.#plans.find((plan) => plan !== this.#last && plan.fits(tree, at));
    if (known) this.#last = known;
    return known ?? this.#another(make);
  }

  #another(make: () => Plan): Plan | undefined {
    this.#missed += 1;
    if (this.#plans.length === MOST && this.#missed < PATIENCE) return undefined;
    this.#missed = 0;
    const plan = make();
    this.#plans[this.#oldest] = plan;
    this.#oldest = (this.#oldest + 1) % MOST;
    this.#last = plan;
    return plan;
  }
}
