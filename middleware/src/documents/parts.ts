import { LIST_OF, type PublishedContent } from './content.ts';
import { contentOf, type Payload, PAYLOAD_LIMIT, payloadOf } from './payload.ts';

const SEPARATOR_LENGTH = 1;

type Item = Record<string, unknown>;

/**
 * Cuts a payload into parts that an event can carry. Every part has the header and some of the lines, in their order;
 * of a shipment also the packages that these lines lie in, so that the package can upsert each part without the others.
 * @param limit in UTF-16 units, as the event's text field counts
 * @returns null where not even one line fits beside the header
 */
export function partsOf(payload: Payload, limit = PAYLOAD_LIMIT): Payload[] | null {
  if (JSON.stringify(payload).length <= limit) return [payload];
  const content = contentOf(payload);
  return content && cut(payload, content, limit);
}

function cut({ document }: Payload, content: PublishedContent, limit: number): Payload[] | null {
  const list = LIST_OF[content.kind];
  const items = (content as unknown as Record<string, Item[]>)[list] ?? [];
  const packing = new Packing(content);
  const part = (firstLine: number, some: Item[], packages: Item[]): Payload =>
    payloadOf(document, {
      ...content,
      [list]: some,
      ...(packing.isUsed ? { packages } : {}),
      linesExpected: items.length,
      firstLine
    } as PublishedContent);
  const room = limit - JSON.stringify(part(items.length, [], [])).length;
  const parts: Payload[] = [];
  let some: Item[] = [];
  let length = 0;
  let firstLine = 0;
  for (const [index, item] of items.entries()) {
    const own = lengthOf(item);
    let size = own + packing.sizeOf(item);
    if (length + size > room) {
      if (some.length > 0) parts.push(part(firstLine, some, packing.take()));
      some = [];
      length = 0;
      firstLine = index;
      size = own + packing.sizeOf(item);
    }
    if (size > room) return null;
    packing.add(item);
    some.push(item);
    length += size;
  }
  // Packages without lines are told with the last part, as far as there is room.
  const rest = packing.rest(room - length);
  if (rest === null) return null;
  parts.push(part(firstLine, some, [...packing.take(), ...rest]));
  return room < 0 ? null : parts;
}

const lengthOf = (item: Item) => JSON.stringify(item).length + SEPARATOR_LENGTH;

/** The packages of a shipment, as its lines need them. */
class Packing {
  readonly #byId = new Map<unknown, Item>();
  readonly #told = new Set<Item>();
  #here = new Set<Item>();

  constructor(content: PublishedContent) {
    if (content.kind === 'shipment') for (const one of content.packages ?? []) this.#byId.set(one.id, one);
  }

  get isUsed(): boolean {
    return this.#byId.size > 0;
  }

  /** The package that a line lies in, and those around it, outermost first. */
  #around(item: Item): Item[] {
    const found: Item[] = [];
    for (
      let one = this.#byId.get(item['packageId']);
      one && !found.includes(one);
      one = this.#byId.get(one['parentId'])
    )
      found.unshift(one);
    return found;
  }

  /** What a line's packages add to the part. */
  sizeOf(item: Item): number {
    return this.#around(item)
      .filter((one) => !this.#here.has(one))
      .reduce((sum, one) => sum + lengthOf(one), 0);
  }

  add(item: Item): void {
    for (const one of this.#around(item)) {
      this.#here.add(one);
      this.#told.add(one);
    }
  }

  take(): Item[] {
    const taken = [...this.#here];
    this.#here = new Set();
    return taken;
  }

  /** @returns null where the packages that no line lies in do not fit */
  rest(room: number): Item[] | null {
    const rest = [...this.#byId.values()].filter((one) => !this.#told.has(one));
    return rest.reduce((sum, one) => sum + lengthOf(one), 0) > room ? null : rest;
  }
}
