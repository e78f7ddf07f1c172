import type { FindingCode } from '../../edi/finding.ts';
import type { LoopNode } from '../../edi/tree-nodes.ts';
import { segmentOf } from '../map/place.ts';
import type { MappingRun } from '../map/run.ts';

/** A level of a hierarchy that the document writes as a list: HL loops of X12, CPS groups of EDIFACT. */
export interface Level {
  id: string;
  /** As the document names it; null at the top. */
  parentId: string | null;
  /** The code of what it is; '' where the document does not say. */
  kind: string;
  place: LoopNode;
  parent: Level | null;
  children: Level[];
}

/** How a hierarchy's levels name themselves and their parents. */
interface Numbering {
  id: number;
  parent: number;
  kind?: number;
}

/**
 * Links levels with their parents, wherever those stand. An unknown parent is told and the level stands at the top; a
 * number used twice is told, and means its first use; a level that is its own ancestor makes the document unusable.
 */
export function linkLevels(places: LoopNode[], numbering: Numbering, run: MappingRun): Level[] {
  const levels = places.map((place) => levelOf(place, numbering));
  const byId = new Map<string, Level>();
  for (const level of levels) {
    if (!byId.has(level.id)) byId.set(level.id, level);
    else
      tell(
        run,
        level,
        'HIERARCHY_ID_REPEATED',
        `The number ${level.id} is used by two levels of the shipment.`,
        numbering.id
      );
  }
  for (const level of levels) {
    const parent = level.parentId === null ? undefined : byId.get(level.parentId);
    if (parent) {
      level.parent = parent;
      parent.children.push(level);
    } else if (level.parentId !== null) {
      const message = `Level ${level.id} of the shipment should be part of level ${level.parentId}, which is not there.`;
      tell(run, level, 'HIERARCHY_PARENT_MISSING', message, numbering.parent);
    }
  }
  breakCycles(levels, numbering, run);
  return levels;
}

function levelOf(place: LoopNode, numbering: Numbering): Level {
  const segment = segmentOf(place);
  const parentId = segment?.element(numbering.parent) ?? '';
  return {
    id: segment?.element(numbering.id) ?? '',
    parentId: parentId === '' || parentId === '0' ? null : parentId,
    kind: numbering.kind === undefined ? '' : (segment?.element(numbering.kind) ?? ''),
    place,
    parent: null,
    children: []
  };
}

/** Every level is visited once: those known to reach the top need no second walk, so that long chains cost no time. */
function breakCycles(levels: Level[], numbering: Numbering, run: MappingRun): void {
  const safe = new Set<Level>();
  for (const level of levels) {
    const walked = new Set<Level>();
    let at: Level | null = level;
    while (at && !safe.has(at) && !walked.has(at)) {
      walked.add(at);
      at = at.parent;
    }
    if (at && walked.has(at)) {
      const message = `Level ${at.id} of the shipment is part of itself, so that nobody can say what lies in what.`;
      tell(run, at, 'HIERARCHY_CYCLE', message, numbering.parent, 'error');
      at.parent = null;
    }
    for (const visited of walked) safe.add(visited);
  }
}

function tell(
  run: MappingRun,
  level: Level,
  code: FindingCode,
  message: string,
  element: number,
  severity: 'error' | 'warning' = 'warning'
): void {
  run.report(code, severity, message, { place: level.place, element });
}

/** The nearest level above that fulfils a condition. */
export function ancestor(level: Level, fulfils: (level: Level) => boolean): Level | null {
  for (let at = level.parent; at; at = at.parent) if (fulfils(at)) return at;
  return null;
}
