import type { Finding, FindingCode, FindingList, Severity } from '../../edi/finding.ts';
import { nodeAt } from '../../edi/tree-nodes.ts';
import type { PlaceId, SetTree } from '../../edi/tree.ts';
import { JsonText } from './json-text.ts';
import { type Place, segmentOf } from './place.ts';
import { Totals } from './totals.ts';

/** One document being mapped: what it is read from, what is written of it, and what is wrong with it. */
export class MappingRun {
  tree!: SetTree;
  findings!: FindingList;
  readonly out = new JsonText();
  readonly totals = new Totals();

  /** Begins a document. */
  start(tree: SetTree, findings: FindingList): void {
    this.tree = tree;
    this.findings = findings;
    this.out.clear();
    this.totals.clear();
  }

  /** A place as readers see it. */
  nodeAt(place: PlaceId): Place {
    return nodeAt(this.tree, place);
  }

  /** Reports a fault at a place; `element` is null where the fault is the segment's or the document's. */
  report(
    code: FindingCode,
    severity: Severity,
    message: string,
    at: { place?: Place | undefined; segment?: string | null; element?: number | null; component?: number | null }
  ): void {
    const segment = at.place && segmentOf(at.place);
    const finding: Finding = {
      code,
      severity,
      segmentPosition: segment?.position ?? null,
      segment: segment?.id ?? at.segment ?? null,
      element: at.element ?? null,
      offset: segment?.offset ?? 0,
      message
    };
    this.findings.add(finding);
  }

  /** A value that cannot be read is left out, and people are told where it stood. */
  unreadable(
    what: string,
    text: string,
    kind: 'number' | 'date' | 'time',
    at: Parameters<MappingRun['report']>[3]
  ): null {
    const message = `The ${what} "${shortened(text)}" is no ${kind}, so it was left out.`;
    this.report('ELEMENT_UNREADABLE', 'warning', message, at);
    return null;
  }
}

export const shortened = (text: string) => (text.length > 30 ? `${text.slice(0, 30)}…` : text);
