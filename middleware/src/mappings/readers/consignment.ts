import type { LoopNode } from '../../edi/tree-nodes.ts';
import { positionOf, type ReaderFactory } from '../map/compile.ts';
import type { Fields } from '../map/map.ts';
import { parsePath } from '../map/path.ts';
import { isLoop, type Place } from '../map/place.ts';
import type { MappingRun } from '../map/run.ts';
import { said } from '../said.ts';
import { type Level, linkLevels } from './tree.ts';
import { pathArgument } from './values.ts';

const CPS = { id: 1, parent: 2 };
const LIN = parsePath('LIN');
const PAC = parsePath('PAC');
const ORDER = parsePath('RFF[1.1=ON]');

/** A CPS group that only holds the consignment together is no package: it has neither PAC nor a parent. */
const isPackage = (level: Level) => PAC.all(level.place).some(isLoop);

function enclosingPackage(level: Level | null): Level | null {
  for (let at = level; at; at = at.parent) if (isPackage(at)) return at;
  return null;
}

interface Line {
  place: Place;
  level: Level | null;
}

/**
 * `{"consignment": PATH, "orders": FIELDS, "packages": FIELDS, "lines": FIELDS}`: the CPS groups of a despatch advice, a
 * tree by their second element, with the LIN groups inside them; and LIN groups that stand outside.
 */
const consignment: ReaderFactory = (spec, compiler) => {
  const path = pathArgument(spec, 'consignment');
  const orders = compiler.readFields(spec.orders as Fields);
  const packages = compiler.readFields(spec.packages as Fields);
  const lines = compiler.readFields(spec.lines as Fields);
  return (from, run) => {
    const loops = path.all(from).filter((place): place is LoopNode => isLoop(place));
    const levels = linkLevels(loops, CPS, run);
    const found: Line[] = [
      ...LIN.all(from).map((place) => ({ place, level: null })),
      ...levels.flatMap((level) => LIN.all(level.place).map((place) => ({ place, level })))
    ];
    const headerOrder = ORDER.first(from);
    const header = headerOrder ? { ...orders(from, run), segmentPosition: positionOf(headerOrder) } : null;
    const read = found.map((line) => lineOf(line, lines, run));
    const ofHeader = (header as Record<string, unknown> | null)?.number;
    if (ofHeader !== undefined) for (const line of read) line.orderNumber ??= ofHeader;
    return {
      orders: [...(header ? [header] : []), ...ordersOfLines(found, header, orders, run)],
      packages: levels.filter(isPackage).map((level) => ({
        ...said({ id: level.id, parentId: enclosingPackage(level.parent)?.id }),
        ...packages(level.place, run),
        segmentPosition: positionOf(level.place)
      })),
      lines: read
    };
  };
};

type ReadFields = (place: Place, run: MappingRun) => Record<string, unknown>;

function lineOf({ place, level }: Line, fields: ReadFields, run: MappingRun): Record<string, unknown> {
  return {
    ...fields(place, run),
    ...said({ packageId: enclosingPackage(level)?.id }),
    segmentPosition: positionOf(place)
  };
}

/** Orders that lines name and the header does not. */
function ordersOfLines(lines: Line[], header: object | null, fields: ReadFields, run: MappingRun) {
  const known = new Set<unknown>(header ? [(header as Record<string, unknown>).number] : []);
  const found: Record<string, unknown>[] = [];
  for (const { place } of lines) {
    const reference = ORDER.first(place);
    if (!reference) continue;
    const order = fields(place, run);
    if (order.number === undefined || known.has(order.number)) continue;
    known.add(order.number);
    found.push({ ...order, segmentPosition: positionOf(reference) });
  }
  return found;
}

/** `{"receivedLines": PATH, "line": FIELDS}`: LIN groups, inside CPS groups and outside. */
const receivedLines: ReaderFactory = (spec, compiler) => {
  const path = pathArgument(spec, 'receivedLines');
  const inside = parsePath('CPS');
  const line = compiler.readFields(spec.line as Fields);
  return (from, run) =>
    [from, ...inside.all(from)]
      .flatMap((place) => path.all(place))
      .map((place) => ({ ...line(place, run), segmentPosition: positionOf(place) }));
};

/** `{"transportStatuses": PATH, "status": FIELDS}`: STS groups of the consignments (CNI), and outside of any. */
const transportStatuses: ReaderFactory = (spec, compiler) => {
  const path = pathArgument(spec, 'transportStatuses');
  const STS = parsePath('STS');
  const status = compiler.readFields(spec.status as Fields);
  const consignmentNumber = parsePath('CNI.2.1');
  return (from, run) =>
    [from, ...path.all(from)].flatMap((place) => {
      const number = place === from ? '' : consignmentNumber.text(place);
      return STS.all(place).map((sts) => ({
        ...status(sts, run),
        ...(number === '' ? {} : { consignment: number }),
        segmentPosition: positionOf(sts)
      }));
    });
};

/** `{"acknowledgedMessages": PATH, "message": FIELDS}`: UCM groups, inside functional groups (UCF) and outside. */
const acknowledgedMessages: ReaderFactory = (spec, compiler) => {
  const path = pathArgument(spec, 'acknowledgedMessages');
  const inside = parsePath('UCF');
  const message = compiler.readFields(spec.message as Fields);
  return (from, run) =>
    [from, ...inside.all(from)]
      .flatMap((place) => path.all(place))
      .map((place) => ({ ...message(place, run), segmentPosition: positionOf(place) }));
};

export const consignmentReaders = {
  consignment,
  receivedLines,
  transportStatuses,
  acknowledgedMessages
} satisfies Record<string, ReaderFactory>;
