import type { Finding, FindingCode, FindingList, Severity } from '../../edi/finding.ts';
import { segmentOf, type Place } from './place.ts';

/** One document being mapped: takes what is wrong with it. */
export class MappingRun {
  readonly findings: FindingList;

  constructor(findings: FindingList) {
    this.findings = findings;
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
