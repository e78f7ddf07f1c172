import type { FileInspection } from '../inspection.ts';
import type { AcknowledgeOptions } from './options.ts';
import { syntaxAcknowledgement } from './edifact.ts';
import { groupAcknowledgement, interchangeAcknowledgement } from './x12.ts';

export type AcknowledgementForm = '997' | '999' | 'TA1' | 'CONTRL';

/**
 * The acknowledgements of what was received, an interchange for each interchange: sender and receiver change places.
 * Acknowledgements are not acknowledged.
 * @param form where it is left out, X12 gets a 997 and EDIFACT a CONTRL
 * @throws WriteError when something of the received envelope cannot be written
 */
export function acknowledge(
  inspection: FileInspection,
  options: AcknowledgeOptions,
  form?: AcknowledgementForm
): string[] {
  const written: string[] = [];
  let next = Number(options.controlNumber);
  for (const interchange of inspection.interchanges) {
    const own = { ...options, controlNumber: String(next) };
    const asked = form ?? (interchange.standard === 'X12' ? '997' : 'CONTRL');
    if (interchange.header.implicit || (asked === 'CONTRL') !== (interchange.standard === 'EDIFACT')) continue;
    const text =
      asked === 'CONTRL'
        ? syntaxAcknowledgement(interchange, own)
        : asked === 'TA1'
          ? interchangeAcknowledgement(interchange, own)
          : groupAcknowledgement(interchange, { ...own, form: asked });
    if (text === null) continue;
    written.push(text);
    next += 1;
  }
  return written;
}
