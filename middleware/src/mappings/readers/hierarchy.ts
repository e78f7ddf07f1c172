import type { LoopNode } from '../../edi/tree-nodes.ts';
import type { PlaceId } from '../../edi/tree.ts';
import type { SpreadFactory, WriterFactory } from '../map/compile.ts';
import { readOf, type SpreadWriter, writer } from '../map/fields.ts';
import { ItemWriter, writeList } from '../map/items.ts';
import type { Fields } from '../map/map.ts';
import type { Path } from '../map/path.ts';
import { isLoop } from '../map/place.ts';
import type { MappingRun } from '../map/run.ts';
import { Written } from '../map/written.ts';
import { ancestor, type Level, linkLevels } from './tree.ts';
import { pathArgument } from './values.ts';

const HL = { id: 1, parent: 2, kind: 3 };
const isOrder = ({ kind }: Level) => kind === 'O';
const isLine = ({ kind }: Level) => kind === 'I' || kind === 'F';
const isPackage = ({ kind }: Level) => !['S', 'O', 'I', 'F', ''].includes(kind);

function levelsAt(path: Path, run: MappingRun, at: PlaceId): Level[] {
  const loops = path.all(run.nodeAt(at)).filter((place): place is LoopNode => isLoop(place));
  return linkLevels(loops, HL, run);
}

/**
 * `{"hierarchy": PATH, "orders": FIELDS, "packages": FIELDS, "lines": FIELDS}`: the HL loops of a ship notice. They are a
 * tree by HL02 in whatever order of levels; orders, packages and lines are told with what they lie in.
 */
const hierarchy: SpreadFactory = (spec, compiler) => {
  const path = pathArgument(spec, 'hierarchy');
  const ofOrder = new Written(['number']);
  const ofLine = new Written(['orderNumber']);
  const orders = new ItemWriter(compiler.fields(spec.orders as Fields, ofOrder));
  const packages = new ItemWriter(compiler.fields(spec.packages as Fields));
  const lines = new ItemWriter(compiler.fields(spec.lines as Fields, ofLine));
  const write: SpreadWriter = (run, at, written) => {
    const { out } = run;
    const levels = levelsAt(path, run, at);
    const numbers = new Map<Level, unknown>();
    writeList(run, 'orders', levels.filter(isOrder), written, (level) => {
      ofOrder.clear();
      orders.begin(run, level.place.place);
      numbers.set(level, ofOrder.value(0, out));
      orders.end(run);
    });
    writeList(run, 'packages', levels.filter(isPackage), written, (level) => {
      packages.begin(run, level.place.place);
      out.member('id', level.id);
      out.member('parentId', ancestor(level, isPackage)?.id);
      packages.end(run);
    });
    writeList(run, 'lines', levels.filter(isLine), written, (level) => {
      ofLine.clear();
      lines.begin(run, level.place.place);
      const order = ofLine.has(0) ? null : ancestor(level, isOrder);
      out.member('orderNumber', order ? numbers.get(order) : undefined);
      out.member('packageId', (ancestor(level, isPackage) ?? level.children.find(isPackage))?.id);
      lines.end(run);
    });
    return true;
  };
  return { needs: path.needs, names: ['orders', 'packages', 'lines'], read: readOf(write), write };
};

/** `{"orderTree": PATH, "order": FIELDS, "line": FIELDS}`: the HL loops of an order status report. */
const orderTree: WriterFactory = (spec, compiler) => {
  const path = pathArgument(spec, 'orderTree');
  const ofLine = new Written(['number']);
  const orders = new ItemWriter(compiler.fields(spec.order as Fields));
  const lines = new ItemWriter(compiler.fields(spec.line as Fields, ofLine));
  return writer(path.needs, (run, at) => {
    const { out } = run;
    const start = out.length;
    const levels = levelsAt(path, run, at);
    for (const order of levels.filter(isOrder)) {
      orders.begin(run, order.place.place);
      const own = levels.filter((level) => isLine(level) && ancestor(level, isOrder) === order);
      writeList(run, 'lines', own, undefined, (level, index) => {
        ofLine.clear();
        lines.begin(run, level.place.place);
        out.member('number', ofLine.has(0) ? undefined : String(index + 1));
        lines.end(run);
      });
      orders.end(run);
    }
    if (out.length === start) return false;
    out.closeList(start);
    return true;
  });
};

export const hierarchySpreads = { hierarchy } satisfies Record<string, SpreadFactory>;
export const hierarchyWriters = { orderTree } satisfies Record<string, WriterFactory>;
