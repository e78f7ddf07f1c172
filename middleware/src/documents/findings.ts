import type { DocumentRow } from '../db/schema.ts';
import { type Finding, verdictOf } from '../edi/finding.ts';
import { type DocumentDraft, outcomeOf } from './draft.ts';
import { type Payload, payloadFindings, rejectionReason, validationStatus } from './payload.ts';

/** The columns that change when an envelope's findings are added to a document inside it. */
export function withFindings(
  payload: Payload,
  outcome: DocumentRow['outcome'],
  findings: readonly Finding[]
): Pick<DocumentDraft, 'payload'> & Partial<DocumentDraft> {
  const all = [...payload.document.findings, ...payloadFindings(findings)];
  const verdict = verdictOf(all);
  const document = {
    ...payload.document,
    findings: all,
    validationStatus: validationStatus(verdict),
    reason: rejectionReason(all) ?? payload.document.reason
  };
  const changed = { ...payload, document };
  const sameOutcome = outcome !== 'translated' && verdict !== 'rejected';
  return sameOutcome ? { payload: JSON.stringify(changed) } : outcomeOf(changed);
}
