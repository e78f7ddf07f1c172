import type { PlaceId } from '../../edi/tree.ts';
import type { FieldsWriter } from './fields.ts';
import type { Plan } from './plan.ts';
import type { MappingRun } from './run.ts';

/** Plans that are kept: the items of one document mostly have one shape, those of all partners a few. */
const MOST = 8;
/** Items without a plan until another plan gives way: making one costs as much as to write several items. */
const PATIENCE = 32;

/** The plans of items of one kind, made when they are needed. */
export class Plans {
  readonly #fields: FieldsWriter;
  readonly #plans: Plan[] = [];
  #last: Plan | undefined;
  #oldest = 0;
  #missed = 0;

  /** @param fields writes the items without a plan */
  constructor(fields: FieldsWriter) {
    this.#fields = fields;
  }

  /** The plan for an item; undefined where there is none, and it is not time to make one. */
  planFor(run: MappingRun, at: PlaceId): Plan | undefined {
    return this.#last?.fits(run.tree, at) === true ? this.#last : this.#find(run, at);
  }

  #find(run: MappingRun, at: PlaceId): Plan | undefined {
    const known = this.#plans.find((plan) => plan !== this.#last && plan.fits(run.tree, at));
    if (known) this.#last = known;
    return known ?? this.#another(run, at);
  }

  #another(run: MappingRun, at: PlaceId): Plan | undefined {
    this.#missed += 1;
    if (this.#plans.length === MOST && this.#missed < PATIENCE) return undefined;
    this.#missed = 0;
    const plan = this.#fields.plan(run, at);
    this.#plans[this.#oldest] = plan;
    this.#oldest = (this.#oldest + 1) % MOST;
    this.#last = plan;
    return plan;
  }
}
