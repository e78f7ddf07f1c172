import * as places from '../../edi/places.ts';
import type { PlaceId } from '../../edi/tree.ts';
import type { FieldsWriter } from './fields.ts';
import type { FinishLine } from './finish-line.ts';
import { literalOf, memberLiteral } from './json-text.ts';
import { Plans } from './plans.ts';
import { positionAt } from './position.ts';
import type { MappingRun } from './run.ts';
import type { Written } from './written.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { ROOT } = places;

const CLOSING_BRACE = 0x7d;
/** Every object of a list begins so, and the comma of the first becomes the list's bracket. */
const ITEM = literalOf(',{"segmentPosition":');

/** Writes objects of fields, each with where it was read, as items of a list. */
export class ItemWriter {
  readonly #fields: FieldsWriter;
  readonly #plans: Plans;
  readonly #line: FinishLine | undefined;

  /** @param line finishes the items, where they are the document's lines */
  constructor(fields: FieldsWriter, line?: FinishLine) {
    this.#fields = fields;
    this.#plans = new Plans(fields);
    this.#line = line;
  }

  /** Begins an item with its fields; more members may follow. */
  begin(run: MappingRun, at: PlaceId, position = positionAt(run, at)): void {
    const { out } = run;
    this.#line?.start();
    out.literal(ITEM);
    out.integer(position);
    // A set as a whole has a shape that hardly any other has.
    const plan = at === ROOT ? undefined : this.#plans.planFor(run, at);
    if (plan) plan.write(run, at);
    else this.#fields.write(run, at);
  }

  end(run: MappingRun): void {
    this.#line?.end(run);
    run.out.byte(CLOSING_BRACE);
  }

  write(run: MappingRun, at: PlaceId): void {
    this.begin(run, at);
    this.end(run);
  }
}

/** Writes a member that is a list, empty or not. @param written is told where it stands, if it knows it */
export function writeList<T>(
  { out }: MappingRun,
  name: string,
  items: readonly T[],
  written: Written | undefined,
  write: (item: T, index: number) => void
): void {
  out.literal(memberLiteral(name));
  const start = out.length;
  items.forEach(write);
  out.closeList(start);
  written?.note(written.slotOf(name), start, out.length);
}
