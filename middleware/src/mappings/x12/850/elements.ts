import type { Finding, FindingList } from '../../../edi/finding.ts';
import type { Segment } from '../../../edi/segment.ts';
import { parseDate } from '../../date.ts';
import { type Decimal, parseDecimal } from '../../decimal.ts';

/** Reads elements as what they should be; one that is not becomes null and a warning that says where it stands. */
export class ElementReader {
  readonly #findings: FindingList;

  constructor(findings: FindingList) {
    this.#findings = findings;
  }

  decimal(segment: Segment, position: number, element: number, what: string): Decimal | null {
    const text = segment.element(element);
    return text === ''
      ? null
      : (parseDecimal(text) ??
          this.#unreadable(segment, position, element, `${what} "${shortened(text)}" is no number`));
  }

  /** YYYY-MM-DD. */
  date(segment: Segment, position: number, element: number, what: string): string | null {
    const text = segment.element(element);
    return text === ''
      ? null
      : (parseDate(text) ?? this.#unreadable(segment, position, element, `${what} "${shortened(text)}" is no date`));
  }

  report(finding: Omit<Finding, 'offset' | 'segment'>, segment: Segment): void {
    this.#findings.add({ ...finding, segment: segment.id, offset: segment.offset });
  }

  #unreadable(segment: Segment, segmentPosition: number, element: number, what: string): null {
    const message = `The ${what}, so it was left out.`;
    this.report({ code: 'ELEMENT_UNREADABLE', severity: 'warning', segmentPosition, element, message }, segment);
    return null;
  }
}

const shortened = (text: string) => (text.length > 30 ? `${text.slice(0, 30)}…` : text);
