import type { FindingList } from '../../edi/finding.ts';
import type { Segment } from '../../edi/segment.ts';
import type { Order } from '../canonical.ts';
import { OrderMapping } from './850/order.ts';

/** Makes one canonical document of a transaction set's segments. */
export interface Mapping {
  segment(segment: Segment, position: number): void;
  finish(): Order | null;
}

const MAPPINGS: Record<string, (findings: FindingList) => Mapping> = {
  '850': (findings) => new OrderMapping(findings)
};

/** The mapping of an X12 document type (ST01); undefined for a type that is recorded and not translated. */
export function mappingOf(type: string, findings: FindingList): Mapping | undefined {
  return MAPPINGS[type]?.(findings);
}
