import { decimalText, impliedDecimal } from '../decimal.ts';
import { NOWHERE } from '../../edi/tree.ts';
import type { SegmentNode } from '../../edi/tree-nodes.ts';
import type { Contact, Party, PostalAddress, Reference } from '../canonical/common.ts';
import type { Compiler, ReaderFactory, SpreadFactory, WriterFactory } from '../map/compile.ts';
import { needing } from '../map/fields.ts';
import { type Place, segmentOf } from '../map/place.ts';
import type { Span } from '../map/plan.ts';
import type { MappingRun } from '../map/run.ts';
import { at, codedReader, dayWriter, listReader, orNull, pathArgument } from './values.ts';
import { partyReaders, present } from './parts.ts';
import {
  addDescription,
  addProduct,
  addProducts,
  type Item,
  ITEM_NAMES,
  planProduct,
  type ProductKind,
  type ProductMember,
  productMembers,
  writeProduct
} from './products.ts';
import { said } from '../said.ts';
import { parsePath, type Path } from '../map/path.ts';
import { parseDay, x12Formatted, x12Moment } from './time.ts';
import type { ReaderSpec } from '../map/map.ts';

const [N2, N3, N4, PER, REF] = ['N2', 'N3', 'N4', 'PER', 'REF'].map(parsePath) as [Path, Path, Path, Path, Path];

/** The segments in a place, or those that begin loops in it. */
const segmentsAt = (path: Path, place: Place) => path.all(place).map((found) => segmentOf(found) as SegmentNode);

/** Segments that hold a date, and where: date, time, time code, format and formatted value. */
const DATES: Record<string, { date: number; time: number; zone: number; format?: number }> = {
  DTM: { date: 2, time: 3, zone: 4, format: 5 },
  DTP: { date: 0, time: 0, zone: 0, format: 2 },
  G62: { date: 2, time: 4, zone: 5 }
};

function momentOf(segment: SegmentNode): { text: string; element: number; value: string | null } {
  const layout = DATES[segment.id];
  if (!layout) return { text: '', element: 0, value: null };
  const date = layout.date > 0 ? segment.element(layout.date) : '';
  if (date !== '') {
    const value = x12Moment(date, segment.element(layout.time), segment.element(layout.zone));
    return { text: date, element: layout.date, value };
  }
  if (layout.format === undefined) return { text: '', element: layout.date, value: null };
  const text = segment.element(layout.format + 1);
  const format = segment.element(layout.format);
  return { text, element: layout.format + 1, value: x12Formatted(text, format) };
}

const dayIn = (moment: string | null) =>
  moment !== null && /^\d{4}-\d\d-\d\d/.test(moment) ? moment.slice(0, 10) : null;

/** The value of a date: by its element (with `time` and `zone` paths beside it), or of a whole DTM, DTP or G62. */
function dateReader(spec: ReaderSpec, key: 'day' | 'moment', name: string) {
  const path = pathArgument(spec, key);
  const time = typeof spec.time === 'string' ? parsePath(spec.time) : null;
  return needing(path.needs, (from: Place, run: MappingRun): string | null => {
    const place = path.first(from);
    const segment = place && segmentOf(place);
    if (!place || !segment) return null;
    if (path.element === null) {
      const { text, element, value } = momentOf(segment);
      if (value === null && text !== '') return run.unreadable(name, text, 'date', { place, element });
      return key === 'day' ? dayIn(value) : value;
    }
    const text = path.text(place);
    if (text === '') return null;
    const clock = time ? textOf(time, from) : '';
    const value = key === 'day' ? parseDay(text) : x12Moment(text, clock);
    return value ?? run.unreadable(name, text, 'date', at(path, place));
  });
}

function textOf(path: Path, from: Place): string {
  const place = path.first(from);
  return place ? path.text(place) : '';
}

const NUMBERS: Record<string, 'phone' | 'email' | 'fax'> = { TE: 'phone', EM: 'email', FX: 'fax' };

function contactOf(per: SegmentNode, words: Compiler['words']): Contact {
  const contact: Contact = said({ role: codedReader(words.contact)(per.element(1)), name: orNull(per.element(2)) });
  for (const element of [3, 5, 7]) {
    const kind = NUMBERS[per.element(element)];
    const number = per.element(element + 1);
    if (kind && number !== '') contact[kind] ??= number;
  }
  return contact;
}

function referenceOf(segment: SegmentNode, words: Compiler['words']): Reference | null {
  // L11 names the value first, REF and N9 the qualifier.
  const [value, code] =
    segment.id === 'L11' ? [segment.element(1), segment.element(2)] : [segment.element(2), segment.element(1)];
  const qualifier = codedReader(words.reference)(code);
  if (!qualifier || (value === '' && segment.element(3) === '')) return null;
  const description = segment.element(3);
  const reference = { qualifier, value, segmentPosition: segment.position };
  return description === '' ? reference : { ...reference, description };
}

function addressOf(place: Place): PostalAddress | null {
  const streets = segmentsAt(N3, place).flatMap((n3) => [n3.element(1), n3.element(2)]);
  const n4 = segmentsAt(N4, place)[0];
  if (streets.length === 0 && !n4) return null;
  return said({
    street: orNull(streets.filter((line) => line !== '').join('\n')),
    city: orNull(n4?.element(1) ?? ''),
    state: orNull(n4?.element(2) ?? ''),
    postalCode: orNull(n4?.element(3) ?? ''),
    country: orNull(n4?.element(4) ?? '')
  });
}

/** N1 with the N2, N3, N4, REF and PER of its loop. */
function partyOf(place: Place, words: Compiler['words']): Party | null {
  const n1 = segmentOf(place);
  const role = codedReader(words.party)(n1?.element(1) ?? '');
  if (!n1 || !role) return null;
  const names = [n1.element(2), ...segmentsAt(N2, place).flatMap((n2) => [n2.element(1), n2.element(2)])];
  return {
    role,
    ...said({
      name: orNull(names.filter((name) => name !== '').join(' ')),
      qualifier: orNull(n1.element(3)),
      id: orNull(n1.element(4)),
      address: addressOf(place),
      contacts: segmentsAt(PER, place).map((per) => contactOf(per, words)),
      references: segmentsAt(REF, place)
        .map((ref) => referenceOf(ref, words))
        .filter(present)
    }),
    segmentPosition: n1.position
  };
}

/** Roles of the parties that pages name, the better one first. */
const MAIN: [name: 'buyer' | 'seller' | 'shipTo' | 'billTo', roles: string[]][] = [
  ['buyer', ['BY']],
  ['seller', ['SE', 'SU', 'VN']],
  ['shipTo', ['ST']],
  ['billTo', ['BT']]
];

/** `{"references": PATH}` to REF, N9 or L11 segments. */
const references: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'references');
  return listReader(path, (place) => referenceOf(segmentOf(place) as SegmentNode, words));
};

/** `{"dates": PATH}` to DTM, DTP or G62 segments. */
const dates: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'dates');
  return listReader(path, (place, run) => {
    const segment = segmentOf(place) as SegmentNode;
    const qualifier = codedReader(words.date)(segment.element(1));
    const { text, element, value } = momentOf(segment);
    if (value === null && text !== '') run.unreadable(qualifier?.text ?? 'date', text, 'date', { place, element });
    return qualifier && value ? { qualifier, value, segmentPosition: segment.position } : null;
  });
};

/** `{"notes": PATH}` to MSG, NTE or MTX segments; the text is element `at`, 1 where that is left out. */
const notes: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'notes');
  return listReader(path, (place) => {
    const segment = segmentOf(place) as SegmentNode;
    const inSecond = segment.id === 'NTE' || segment.id === 'MTX';
    const text = segment.element(inSecond ? 2 : 1);
    const subject = inSecond ? codedReader(words.note)(segment.element(1)) : null;
    return text === '' ? null : said({ subject, text, segmentPosition: segment.position });
  });
};

const KINDS: Record<string, 'allowance' | 'charge'> = { A: 'allowance', C: 'charge' };

/** `{"charges": PATH}` to SAC segments. */
const charges: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'charges');
  return listReader(path, (place, run) => {
    const sac = segmentOf(place) as SegmentNode;
    const read = numbers(place, run);
    return said({
      kind: KINDS[sac.element(1)] ?? null,
      reason: codedReader(words.charge)(sac.element(2)),
      amount: read(5, 'amount of the charge', 2),
      percent: read(7, 'percentage of the charge'),
      description: orNull(sac.element(15)),
      segmentPosition: sac.position
    });
  });
};

/** Reads decimals of the elements of a segment. */
function numbers(place: Place, run: MappingRun) {
  const segment = segmentOf(place) as SegmentNode;
  return (element: number, name: string, places = 0): string | null => {
    const text = segment.element(element);
    if (text === '') return null;
    const value = places > 0 ? impliedDecimal(text, places) : decimalText(text);
    return value ?? run.unreadable(name, text, 'number', { place, element });
  };
}

/** `{"taxes": PATH}` to TXI segments. */
const taxes: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'taxes');
  return listReader(path, (place, run) => {
    const txi = segmentOf(place) as SegmentNode;
    const read = numbers(place, run);
    return said({
      type: codedReader(words.tax)(txi.element(1)),
      percent: read(3, 'tax percentage'),
      amount: read(2, 'tax amount'),
      basis: read(8, 'taxed amount'),
      segmentPosition: txi.position
    });
  });
};

/** `{"terms": PATH}` to ITD segments. */
const terms: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'terms');
  const day = (text: string) => (text === '' ? null : parseDay(text));
  return listReader(path, (place, run) => {
    const itd = segmentOf(place) as SegmentNode;
    return said({
      basis: codedReader(words.termsBasis)(itd.element(2)),
      description: orNull(itd.element(12)),
      discountPercent: numbers(place, run)(3, 'discount percentage'),
      discountDate: day(itd.element(4)),
      discountDays: orNull(itd.element(5)),
      dueDate: day(itd.element(6)),
      netDays: orNull(itd.element(7)),
      segmentPosition: itd.position
    });
  });
};

const PRODUCTS: Record<string, ProductKind> = {
  BP: 'buyerItem',
  CB: 'buyerItem',
  IN: 'buyerItem',
  VC: 'vendorItem',
  VN: 'vendorItem',
  VP: 'vendorItem',
  EN: 'gtin',
  UA: 'gtin',
  UI: 'gtin',
  UK: 'gtin',
  UP: 'gtin'
};

const PRODUCT_MEMBERS = productMembers(PRODUCTS);

/** `{"products": PATH, "from": N, "description": PATH}`: pairs of qualifier and product number from element N on. */
const products: SpreadFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'products');
  const from = typeof spec.from === 'number' ? spec.from : 2;
  const description = typeof spec.description === 'string' ? parsePath(spec.description) : null;
  return {
    needs: path.needs | (description?.needs ?? 0),
    names: ITEM_NAMES,
    read: (place) => {
      const found = path.first(place);
      const segment = found && segmentOf(found);
      const item: Item = {};
      const last = segment?.elementCount ?? 0;
      for (let element = from; segment && element < last; element += 2) {
        const qualifier = segment.element(element);
        if (qualifier === '') continue;
        const value = segment.element(element + 1);
        if (value !== '') addProduct(item, PRODUCTS[qualifier], qualifier, value, words.product);
      }
      if (description) describe(item, description, place);
      return item;
    },
    write: (run, place) => {
      const { tree } = run;
      if (description && description.way.find(tree, place) !== NOWHERE) return false;
      const found = path.way.find(tree, place);
      if (found === NOWHERE) return false;
      const segment = tree.segmentOf(found);
      const last = tree.elementCount(segment);
      let seen = 0;
      for (let element = from; element < last && seen >= 0; element += 2) {
        const member = PRODUCT_MEMBERS.get(tree.code(segment, element, 0));
        seen = writeProduct(run, member, seen, segment, element + 1, 0);
      }
      return seen >= 0;
    },
    plan: (builder) => {
      const { run, at: place } = builder;
      const { tree } = run;
      if (description && !(builder.guardWay(description.way) && description.way.find(tree, place) === NOWHERE))
        return false;
      const found = builder.guardWay(path.way) ? path.way.find(tree, place) : NOWHERE;
      if (found === NOWHERE) return false;
      const segment = tree.segmentOf(found);
      const last = tree.elementCount(segment);
      const members = new Map<ProductMember, Span>();
      for (let element = from; element < last; element += 2) {
        const pair = { segment, qualifier: [element, 0], value: [element + 1, 0] } as const;
        if (!planProduct(builder, PRODUCT_MEMBERS, pair, members)) return false;
      }
      addProducts(builder, members);
      return true;
    }
  };
};

function describe(item: Item, path: Path, place: Place): void {
  const places = path.all(place);
  if (places.length > 0)
    addDescription(
      item,
      places.map((at) => path.text(at)),
      ' '
    );
}

/** `{"carrier": PATH}` to a TD5 segment; the TD3 beside it names the equipment. */
const carrier: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'carrier');
  const equipment = parsePath('TD3.3');
  return (from) => {
    const place = path.first(from);
    const td5 = place && segmentOf(place);
    if (!td5) return null;
    const isScac = td5.element(2) === '2';
    return said({
      scac: isScac ? orNull(td5.element(3)) : null,
      name: isScac ? null : orNull(td5.element(3)),
      mode: codedReader(words.mode)(td5.element(4)),
      routing: orNull(td5.element(5)),
      equipment: orNull(textOf(equipment, from)),
      segmentPosition: td5.position
    });
  };
};

/** `{"measures": PATH}` to MEA segments, and to the weight and volume of TD1 segments. */
const measures: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'measures');
  const kindOf = codedReader(words.measure);
  const unitOf = codedReader(words.unit);
  return (from, run) =>
    path.all(from).flatMap((place) => {
      const segment = segmentOf(place) as SegmentNode;
      const read = numbers(place, run);
      const measure = (kind: string, value: string | null, unit: string) =>
        value === null
          ? []
          : [said({ kind: kindOf(kind), value, unit: unitOf(unit), segmentPosition: segment.position })];
      if (segment.id === 'MEA') return measure(segment.element(2), read(3, 'measure'), segment.component(4, 1));
      return [
        ...measure(segment.element(6), read(7, 'weight'), segment.element(8)),
        ...measure('VOL', read(9, 'volume'), segment.element(10))
      ];
    });
};

const { parties, party } = partyReaders(partyOf, MAIN);

export const x12Writers = {
  day: (spec, _compiler, name) => dayWriter(pathArgument(spec, 'day'), dateReader(spec, 'day', name))
} satisfies Record<string, WriterFactory>;

export const x12Readers = {
  moment: (spec, _compiler, name) => dateReader(spec, 'moment', name),
  party,
  references,
  dates,
  notes,
  charges,
  taxes,
  terms,
  carrier,
  measures
} satisfies Record<string, ReaderFactory>;

export const x12Spreads = { products, parties } satisfies Record<string, SpreadFactory>;
