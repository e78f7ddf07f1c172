import type { LoopNode } from '../../edi/tree-nodes.ts';
import { NOWHERE, type PlaceId } from '../../edi/tree.ts';
import type { Compiler, SpreadFactory, WriterFactory } from '../map/compile.ts';
import { readOf, type SpreadWriter, type Writer, writer } from '../map/fields.ts';
import type { FinishLine } from '../map/finish-line.ts';
import { ItemWriter, writeList } from '../map/items.ts';
import type { Fields, ReaderSpec } from '../map/map.ts';
import { parsePath, type Path } from '../map/path.ts';
import { isLoop } from '../map/place.ts';
import { positionAt } from '../map/position.ts';
import type { MappingRun } from '../map/run.ts';
import { ANYTHING } from '../map/way.ts';
import { Written } from '../map/written.ts';
import { type Level, linkLevels } from './tree.ts';
import { pathArgument } from './values.ts';

const CPS = { id: 1, parent: 2 };
const LIN = parsePath('LIN');
const PAC = parsePath('PAC');
const ORDER = parsePath('RFF[1.1=ON]');

/** A CPS group that only holds the consignment together is no package: it has neither PAC nor a parent. */
const isPackage = (level: Level) => PAC.all(level.place).some(isLoop);

interface Line {
  at: PlaceId;
  level: Level | null;
}

/** The CPS groups of a despatch advice and the LIN groups inside them and outside. */
function contentsOf(path: Path, run: MappingRun, at: PlaceId) {
  const loops = path.all(run.nodeAt(at)).filter((place): place is LoopNode => isLoop(place));
  const levels = linkLevels(loops, CPS, run);
  const packages = new Set(levels.filter(isPackage));
  const lines: Line[] = [
    ...LIN.way.findAll(run.tree, at).map((line) => ({ at: line, level: null })),
    ...levels.flatMap((level) => LIN.way.findAll(run.tree, level.place.place).map((line) => ({ at: line, level })))
  ];
  const enclosing = (level: Level | null): Level | null => {
    let found = level;
    while (found && !packages.has(found)) found = found.parent;
    return found;
  };
  return { packages: [...packages], lines, enclosing };
}

/**
 * `{"consignment": PATH, "orders": FIELDS, "packages": FIELDS, "lines": FIELDS}`: the CPS groups of a despatch advice, a
 * tree by their second element, with the LIN groups inside them; and LIN groups that stand outside.
 */
const consignment: SpreadFactory = (spec, compiler) => {
  const path = pathArgument(spec, 'consignment');
  const orders = new OrderList(spec.orders as Fields, compiler);
  const packages = new ItemWriter(compiler.fields(spec.packages as Fields));
  const ofLine = new Written(['orderNumber']);
  const lines = new ItemWriter(compiler.fields(spec.lines as Fields, ofLine));
  const write: SpreadWriter = (run, at, written) => {
    const { out } = run;
    const contents = contentsOf(path, run, at);
    const ofHeader = orders.write(run, at, contents.lines, written);
    writeList(run, 'packages', contents.packages, written, (level) => {
      packages.begin(run, level.place.place);
      out.member('id', level.id);
      out.member('parentId', contents.enclosing(level.parent)?.id);
      packages.end(run);
    });
    writeList(run, 'lines', contents.lines, written, (line) => {
      ofLine.clear();
      lines.begin(run, line.at);
      if (!ofLine.has(0)) out.member('orderNumber', ofHeader);
      out.member('packageId', contents.enclosing(line.level)?.id);
      lines.end(run);
    });
    return true;
  };
  return { needs: ANYTHING, names: ['orders', 'packages', 'lines'], read: readOf(write), write };
};

/** The orders that a despatch advice names, in its header and its lines, each once. */
class OrderList {
  readonly #written = new Written(['number']);
  readonly #items: ItemWriter;

  constructor(fields: Fields, compiler: Compiler) {
    this.#items = new ItemWriter(compiler.fields(fields, this.#written));
  }

  /** Returns the number of the header's order; undefined where it names none. */
  write(run: MappingRun, at: PlaceId, lines: readonly Line[], written: Written | undefined): unknown {
    const known = new Set<unknown>();
    let ofHeader: unknown;
    writeList(run, 'orders', [null, ...lines], written, (line) => {
      const before = run.out.length;
      const number = this.#writeOrder(run, line ? line.at : at);
      if (line === null) ofHeader = number;
      if (line !== null && (number === undefined || known.has(number))) run.out.length = before;
      else known.add(number);
    });
    return ofHeader;
  }

  #writeOrder(run: MappingRun, at: PlaceId): unknown {
    const reference = ORDER.way.find(run.tree, at);
    if (reference === NOWHERE) return undefined;
    this.#written.clear();
    this.#items.begin(run, at, positionAt(run, reference));
    this.#items.end(run);
    return this.#written.value(0, run.out);
  }
}

/** A list with an item of the fields in `part` for each place that is found. */
function listWriter(
  spec: ReaderSpec,
  part: string,
  { compiler, line }: { compiler: Compiler; line?: FinishLine | undefined },
  find: (run: MappingRun, at: PlaceId) => readonly PlaceId[]
): Writer {
  const item = new ItemWriter(compiler.fields(spec[part] as Fields, line?.written), line);
  return writer(ANYTHING, (run, at) => {
    const start = run.out.length;
    for (const place of find(run, at)) item.write(run, place);
    if (run.out.length === start) return false;
    run.out.closeList(start);
    return true;
  });
}

/** Those that a path leads to from a place, and from the loops in it of another path. */
const within =
  (path: Path, inside: Path) =>
  ({ tree }: MappingRun, at: PlaceId): PlaceId[] =>
    [at, ...inside.way.findAll(tree, at)].flatMap((place) => path.way.findAll(tree, place));

/** `{"receivedLines": PATH, "line": FIELDS}`: LIN groups, inside CPS groups and outside. */
const receivedLines: WriterFactory = (spec, compiler, _name, line) =>
  listWriter(spec, 'line', { compiler, line }, within(pathArgument(spec, 'receivedLines'), parsePath('CPS')));

/** `{"acknowledgedMessages": PATH, "message": FIELDS}`: UCM groups, inside functional groups (UCF) and outside. */
const acknowledgedMessages: WriterFactory = (spec, compiler) =>
  listWriter(spec, 'message', { compiler }, within(pathArgument(spec, 'acknowledgedMessages'), parsePath('UCF')));

/** `{"transportStatuses": PATH, "status": FIELDS}`: STS groups of the consignments (CNI), and outside of any. */
const transportStatuses: WriterFactory = (spec, compiler) => {
  const path = pathArgument(spec, 'transportStatuses');
  const STS = parsePath('STS');
  const consignmentNumber = parsePath('CNI.2.1');
  const status = new ItemWriter(compiler.fields(spec.status as Fields));
  return writer(ANYTHING, (run, at) => {
    const { out, tree } = run;
    const start = out.length;
    for (const place of [at, ...path.way.findAll(tree, at)]) {
      const number = place === at ? '' : consignmentNumber.text(run.nodeAt(place));
      for (const sts of STS.way.findAll(tree, place)) {
        status.begin(run, sts);
        out.member('consignment', number === '' ? undefined : number);
        status.end(run);
      }
    }
    if (out.length === start) return false;
    out.closeList(start);
    return true;
  });
};

export const consignmentSpreads = { consignment } satisfies Record<string, SpreadFactory>;
export const consignmentWriters = { receivedLines, transportStatuses, acknowledgedMessages } satisfies Record<
  string,
  WriterFactory
>;
