import type { LoopNode } from '../../edi/tree-nodes.ts';
import { positionOf, type ReaderFactory } from '../map/compile.ts';
import type { Fields } from '../map/map.ts';
import { isLoop, segmentOf } from '../map/place.ts';
import { said } from '../said.ts';
import { ancestor, type Level, linkLevels } from './tree.ts';
import { pathArgument } from './values.ts';

const HL = { id: 1, parent: 2 };
const code = (level: Level) => segmentOf(level.place)?.element(3) ?? '';
const isOrder = (level: Level) => code(level) === 'O';
const isLine = (level: Level) => ['I', 'F'].includes(code(level));
const isPackage = (level: Level) => !['S', 'O', 'I', 'F', ''].includes(code(level));

const loopsAt = (path: ReturnType<typeof pathArgument>, from: Parameters<typeof path.all>[0]) =>
  path.all(from).filter((place): place is LoopNode => isLoop(place));

/**
 * `{"hierarchy": PATH, "orders": FIELDS, "packages": FIELDS, "lines": FIELDS}`: the HL loops of a ship notice. They are a
 * tree by HL02 in whatever order of levels; orders, packages and lines are told with what they lie in.
 */
const hierarchy: ReaderFactory = (spec, compiler) => {
  const path = pathArgument(spec, 'hierarchy');
  const [orders, packages, lines] = ['orders', 'packages', 'lines'].map((part) =>
    compiler.readFields(spec[part] as Fields)
  );
  return (from, run) => {
    const levels = linkLevels(loopsAt(path, from), HL, run);
    const read = (fields: typeof orders, level: Level) => ({
      ...fields?.(level.place, run),
      segmentPosition: positionOf(level.place)
    });
    return {
      orders: levels.filter(isOrder).map((level) => read(orders, level)),
      packages: levels.filter(isPackage).map((level) => ({
        ...said({ id: level.id, parentId: ancestor(level, isPackage)?.id }),
        ...read(packages, level)
      })),
      lines: levels.filter(isLine).map((level) => {
        const line: Record<string, unknown> = read(lines, level);
        const order = ancestor(level, isOrder);
        if (order) line.orderNumber ??= orders?.(order.place, run).number;
        line.packageId = (ancestor(level, isPackage) ?? level.children.find(isPackage))?.id;
        return said(line);
      })
    };
  };
};

/** `{"orderTree": PATH, "order": FIELDS, "line": FIELDS}`: the HL loops of an order status report. */
const orderTree: ReaderFactory = (spec, compiler) => {
  const path = pathArgument(spec, 'orderTree');
  const order = compiler.readFields(spec.order as Fields);
  const line = compiler.readFields(spec.line as Fields);
  return (from, run) => {
    const levels = linkLevels(loopsAt(path, from), HL, run);
    return levels.filter(isOrder).map((level) => ({
      ...order(level.place, run),
      segmentPosition: positionOf(level.place),
      lines: levels
        .filter((other) => isLine(other) && ancestor(other, isOrder) === level)
        .map((item, index) => {
          const values = line(item.place, run);
          values.number ??= String(index + 1);
          return { ...values, segmentPosition: positionOf(item.place) };
        })
    }));
  };
};

export const hierarchyReaders = { hierarchy, orderTree } satisfies Record<string, ReaderFactory>;
