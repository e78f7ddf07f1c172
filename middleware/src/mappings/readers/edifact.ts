import { decimalText } from '../decimal.ts';
import { NOWHERE } from '../../edi/tree.ts';
import type { SegmentNode } from '../../edi/tree-nodes.ts';
import type { Contact, Party, PostalAddress, Reference } from '../canonical/common.ts';
import type { Compiler, ReaderFactory, SpreadFactory } from '../map/compile.ts';
import { needing } from '../map/fields.ts';
import { parsePath } from '../map/path.ts';
import { type Place, segmentOf } from '../map/place.ts';
import type { Span } from '../map/plan.ts';
import type { MappingRun } from '../map/run.ts';
import { dateReader } from './edifact-dates.ts';
import { codedReader, listReader, orNull, pathArgument } from './values.ts';
import { said } from '../said.ts';
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

const joined = (texts: string[], separator: string) => orNull(texts.filter((text) => text !== '').join(separator));

const NUMBERS: Record<string, 'phone' | 'email' | 'fax'> = { TE: 'phone', EM: 'email', FX: 'fax', AL: 'phone' };
const CTA = parsePath('CTA');
const COM = parsePath('COM');
const RFF = parsePath('RFF');
const MOA = parsePath('MOA');

/** CTA with the COM segments of its group; a COM outside such a group is of the party itself. */
function contactsOf(place: Place, words: Compiler['words']): Contact[] {
  return CTA.all(place).map((cta) => {
    const segment = segmentOf(cta) as SegmentNode;
    const contact: Contact = said({
      role: codedReader(words.contact)(segment.element(1)),
      name: orNull(segment.component(2, 2)) ?? orNull(segment.component(2, 1))
    });
    for (const com of COM.all(cta)) {
      for (const [number = '', channel = ''] of (segmentOf(com) as SegmentNode).repeats(1)) {
        const kind = NUMBERS[channel];
        if (kind && number !== '') contact[kind] ??= number;
      }
    }
    return contact;
  });
}

function referenceOf(place: Place, words: Compiler['words']): Reference | null {
  const rff = segmentOf(place) as SegmentNode;
  const qualifier = codedReader(words.reference)(rff.component(1, 1));
  const value = rff.component(1, 2);
  if (!qualifier || value === '') return null;
  const description = rff.component(1, 3);
  const reference = { qualifier, value, segmentPosition: rff.position };
  return description === '' ? reference : { ...reference, description };
}

/** NAD: name in C080 or, unstructured, in C058; street in C059; region is a composite from D.01B's time on. */
function partyOf(place: Place, words: Compiler['words']): Party | null {
  const nad = segmentOf(place) as SegmentNode;
  const role = codedReader(words.party)(nad.element(1));
  if (!role) return null;
  const [unstructured = '', ...more] = nad.components(3);
  const name = joined(nad.components(4).slice(0, 5), ' ') ?? orNull(unstructured);
  const street = joined(nad.components(5).slice(0, 4), '\n') ?? (name === unstructured ? joined(more, '\n') : null);
  const address: PostalAddress = said({
    street,
    city: orNull(nad.element(6)),
    state: orNull(nad.component(7, 1)),
    postalCode: orNull(nad.element(8)),
    country: orNull(nad.element(9))
  });
  return {
    role,
    ...said({
      name,
      qualifier: orNull(nad.component(2, 3)) ?? orNull(nad.component(2, 2)),
      id: orNull(nad.component(2, 1)),
      address: Object.keys(address).length > 0 ? address : null,
      contacts: contactsOf(place, words),
      references: RFF.all(place)
        .map((rff) => referenceOf(rff, words))
        .filter(present)
    }),
    segmentPosition: nad.position
  };
}

/** Roles of the parties that pages name, the better one first. */
const MAIN: [name: string, roles: string[]][] = [
  ['buyer', ['BY']],
  ['seller', ['SU', 'SE']],
  ['shipTo', ['DP', 'ST', 'CN']],
  ['billTo', ['IV', 'BT']]
];

/** `{"references": PATH}` to RFF segments or groups. */
const references: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'references');
  return listReader(path, (place) => referenceOf(place, words));
};

/** `{"notes": PATH}` to FTX segments: free text in C108, or a coded text in C107. */
const notes: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'notes');
  return listReader(path, (place) => {
    const ftx = segmentOf(place) as SegmentNode;
    const text = joined(ftx.components(4), '\n') ?? orNull(ftx.component(3, 1));
    const subject = codedReader(words.note)(ftx.element(1));
    return text === null ? null : said({ subject, text, segmentPosition: ftx.position });
  });
};

/** The amount (C516) of the first MOA with one of these qualifiers in a place. */
function amountIn(place: Place, qualifiers: readonly string[], run: MappingRun, name: string): string | null {
  for (const moa of MOA.all(place)) {
    const segment = segmentOf(moa) as SegmentNode;
    if (!qualifiers.includes(segment.component(1, 1))) continue;
    const text = segment.component(1, 2);
    return text === '' ? null : (decimalText(text) ?? run.unreadable(name, text, 'number', { place: moa, element: 1 }));
  }
  return null;
}

const KINDS: Record<string, 'allowance' | 'charge'> = { A: 'allowance', C: 'charge', N: 'allowance' };
const PCD = parsePath('PCD.1.2');

/** `{"charges": PATH}` to ALC groups, with their MOA and PCD. */
const charges: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'charges');
  return listReader(path, (place, run) => {
    const alc = segmentOf(place) as SegmentNode;
    const percent = PCD.first(place);
    return said({
      kind: KINDS[alc.element(1)] ?? null,
      reason: codedReader(words.charge)(alc.component(5, 1)),
      amount: amountIn(place, ['8', '23', '204', '25', '52', '54'], run, 'amount of the charge'),
      percent: percent ? decimalText(PCD.text(percent)) : null,
      description: joined([alc.component(5, 4), alc.component(5, 5)], ' '),
      segmentPosition: alc.position
    });
  });
};

/** `{"taxes": PATH}` to TAX segments or groups, with their MOA. */
const taxes: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'taxes');
  return listReader(path, (place, run) => {
    const tax = segmentOf(place) as SegmentNode;
    const rate = tax.component(5, 4);
    return said({
      type: codedReader(words.tax)(tax.component(2, 1)),
      percent:
        rate === '' ? null : (decimalText(rate) ?? run.unreadable('tax rate', rate, 'number', { place, element: 5 })),
      amount: amountIn(place, ['124'], run, 'tax amount'),
      basis: amountIn(place, ['125'], run, 'taxed amount'),
      segmentPosition: tax.position
    });
  });
};

/** `{"terms": PATH}` to PAT (later PYT) groups, with their DTM and PCD. */
const terms: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'terms');
  const due = dateReader({ day: 'DTM[1.1=13|265]' }, 'day', 'due date');
  const discountDate = dateReader({ day: 'DTM[1.1=12]' }, 'day', 'discount date');
  return listReader(path, (place, run) => {
    const pat = segmentOf(place) as SegmentNode;
    const percent = PCD.first(place);
    return said({
      basis: codedReader(words.termsBasis)(pat.component(3, 1)),
      description: joined([pat.component(2, 4), pat.component(2, 5)], ' '),
      discountPercent: percent ? decimalText(PCD.text(percent)) : null,
      discountDate: discountDate(place, run),
      discountDays: null,
      dueDate: due(place, run),
      netDays: orNull(pat.component(3, 4)),
      segmentPosition: pat.position
    });
  });
};

const PRODUCTS: Record<string, ProductKind> = {
  BP: 'buyerItem',
  IN: 'buyerItem',
  SA: 'vendorItem',
  VN: 'vendorItem',
  VP: 'vendorItem',
  EN: 'gtin',
  SRV: 'gtin',
  UP: 'gtin',
  EAN: 'gtin'
};
const PIA = parsePath('PIA');
const IMD = parsePath('IMD');

const PRODUCT_MEMBERS = productMembers(PRODUCTS);

/** `{"products": PATH}` to a LIN group: LIN's number, those of PIA, and IMD's description. */
const products: SpreadFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'products');
  return {
    needs: path.needs,
    names: ITEM_NAMES,
    read: (from) => {
      const place = path.first(from);
      const item: Item = {};
      if (!place) return item;
      const take = (value = '', qualifier = '') => {
        if (value !== '') addProduct(item, PRODUCTS[qualifier], qualifier, value, words.product);
      };
      const lin = segmentOf(place) as SegmentNode;
      take(lin.component(3, 1), lin.component(3, 2));
      for (const pia of PIA.all(from)) {
        const segment = segmentOf(pia) as SegmentNode;
        for (let element = 2; element <= 6; element += 1)
          take(segment.component(element, 1), segment.component(element, 2));
      }
      const texts = IMD.all(from).map((imd) => {
        const segment = segmentOf(imd) as SegmentNode;
        return segment.component(3, 4) + segment.component(3, 5);
      });
      addDescription(item, texts, ' ');
      return item;
    },
    write: (run, place) => {
      const { tree } = run;
      if (PIA.way.find(tree, place) !== NOWHERE || IMD.way.find(tree, place) !== NOWHERE) return false;
      const found = path.way.find(tree, place);
      if (found === NOWHERE) return false;
      const lin = tree.segmentOf(found);
      const member = PRODUCT_MEMBERS.get(tree.code(lin, 3, 2));
      return writeProduct(run, member, 0, lin, 3, 1) >= 0;
    },
    plan: (builder) => {
      const { run, at: place } = builder;
      const { tree } = run;
      if (![PIA, IMD, path].every(({ way }) => builder.guardWay(way))) return false;
      if (PIA.way.find(tree, place) !== NOWHERE || IMD.way.find(tree, place) !== NOWHERE) return false;
      const found = path.way.find(tree, place);
      if (found === NOWHERE) return false;
      const members = new Map<ProductMember, Span>();
      const pair = { segment: tree.segmentOf(found), qualifier: [3, 2], value: [3, 1] } as const;
      if (!planProduct(builder, PRODUCT_MEMBERS, pair, members)) return false;
      addProducts(builder, members);
      return true;
    }
  };
};

/** `{"carrier": PATH}` to a TDT group: mode, carrier and means of transport. */
const carrier: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'carrier');
  return (from) => {
    const place = path.first(from);
    const tdt = place && segmentOf(place);
    if (!tdt) return null;
    return said({
      scac: orNull(tdt.component(5, 1)),
      name: orNull(tdt.component(5, 4)),
      mode: codedReader(words.mode)(tdt.component(3, 1)),
      routing: orNull(tdt.element(2)),
      equipment: orNull(tdt.component(8, 4)) ?? orNull(tdt.component(8, 1)),
      segmentPosition: tdt.position
    });
  };
};

/** `{"measures": PATH}` to MEA segments. */
const measures: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'measures');
  const kindOf = codedReader(words.measure);
  const unitOf = codedReader(words.unit);
  return (from, run) =>
    path.all(from).map((place) => {
      const mea = segmentOf(place) as SegmentNode;
      const text = mea.component(3, 2);
      if (text === '') return null;
      const value = decimalText(text) ?? run.unreadable('measure', text, 'number', { place, element: 3 });
      const kind = kindOf(mea.component(2, 1));
      return value && said({ kind, value, unit: unitOf(mea.component(3, 1)), segmentPosition: mea.position });
    });
};

/** `{"amount": PATH}` to MOA segments: the amount of the first one, by the order of its qualifiers where `of` lists them. */
const amount: ReaderFactory = (spec, _compiler, name) => {
  const path = pathArgument(spec, 'amount');
  const order = Array.isArray(spec.of) ? (spec.of as string[]) : null;
  return needing(path.needs, (from: Place, run: MappingRun) => {
    const places = path.all(from);
    const wanted = order
      ? order.map((qualifier) => places.find((place) => segmentOf(place)?.component(1, 1) === qualifier))
      : places;
    const place = wanted.find((found) => found !== undefined);
    const text = (place && segmentOf(place)?.component(1, 2)) ?? '';
    if (!place || text === '') return null;
    return decimalText(text) ?? run.unreadable(name, text, 'number', { place, element: 1 });
  });
};

const { parties, party } = partyReaders(partyOf, MAIN);

export const edifactReaders = {
  party,
  references,
  notes,
  charges,
  taxes,
  terms,
  carrier,
  measures,
  amount
} satisfies Record<string, ReaderFactory>;

export const edifactSpreads = { products, parties } satisfies Record<string, SpreadFactory>;
