import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mappingOf } from '../mappings/registry.ts';
import { findingsOf, inspectBytes, translateBytes } from '../testing/read-edi.ts';

/**
 * Verdicts on real files of public repositories, which stand beside the project where it is developed. Each was read by
 * eye; where the list that came with them says otherwise, the reason is told.
 */
const FOLDER = new URL('../../../../shared/samples/edi/', import.meta.url);

const REJECTED: Record<string, string> = {
  '832_stupidedi__1.edi': 'ISA_UNREADABLE',
  '850_EDI.Net__x12.Issue172.edi': 'IEA_CONTROL_NUMBER',
  '850_stupidedi__1.edi': 'SE_COUNT',
  '855_stupidedi__2.edi': 'ISA_UNREADABLE',
  '856_stupidedi__2.edi': 'SE_COUNT',
  // It acknowledges no group: the list looks at the envelope alone.
  '997_staedi__empty997.edi': 'SEGMENT_MISSING',
  '999_staedi__invalid999.edi': 'SE_COUNT',
  'APERAK_EDI.Net__Apperak_edi_out_issue235.edi': 'UNZ_CONTROL_NUMBER',
  'DELFOR_EDI.Net__edifact.Issue196.edi': 'UNT_COUNT',
  'IFCSUM_EDI.Net__edifact.D01B.IFCSUM.EDI': 'UNT_COUNT',
  'INVOIC_EDI.Net__edifact.Issue203.edi': 'UNT_CONTROL_NUMBER',
  'INVOIC_edifact-rs__d01b_invoic_malformed.edi': 'UNB_MISSING',
  'INVOIC_smooks-example__expected.txt': 'UNT_COUNT',
  'ORDERS_edi-tools__message.edi': 'UNT_MISSING',
  'ORDERS_edifact-rs__d01b_orders_conforming.edi': 'UNB_MISSING',
  'ORDERS_vscode-edifact__sample_auto_detect_no_una': 'UNZ_CONTROL_NUMBER',
  'ORDERS_vscode-edifact__sample_esc_release_char_before_seg_delimiter_formatted.edi': 'UNZ_CONTROL_NUMBER',
  'ORDERS_vscode-edifact__sample_line_break.edi': 'UNZ_CONTROL_NUMBER',
  'ORDRSP_EDI.Net__edifact.ORDRSP.edi': 'UNZ_CONTROL_NUMBER',
  'QUOTES_EDI.Net__edifact.01.multi-message.edi': 'UNT_COUNT',
  'none_EDI.Net__edifact.D95B.Issue137.EDI': 'UNB_MISSING',
  'none_EDI.Net__edifact.Issue121.ElementList.Conditions.edi': 'UNT_COUNT'
};

const WITH_ERRORS: Record<string, string> = {
  '810_850_staedi__invoice810_po850_dual.edi': 'ELEMENT_TOO_SHORT',
  // Only the columns of ISA are wrong in these; its elements are not.
  '810_EDI.Net__x12.810b.edi': 'ISA_LENGTH',
  '810_EDI.Net__x12.810c.edi': 'ISA_LENGTH',
  '830_stupidedi__1.edi': 'ISA_LENGTH',
  '850_stupidedi__1f0d_1.edi': 'ISA_LENGTH',
  '860_stupidedi__1.edi': 'ISA_LENGTH',
  '997_stupidedi__1.edi': 'ISA_LENGTH',
  '810_stupidedi__1.edi': 'ELEMENT_CONDITION',
  '850_864_vscode-edi-sup__X12-interchanges.x12': 'SEGMENT_MISSING',
  '850_vscode-edi-sup__850-lineBreak-LF.x12': 'SEGMENT_MISSING',
  'INVOIC_staedi__invoic_d97b_bad.edi': 'ELEMENT_CHARACTER',
  'ORDERS_vscode-edi-sup__bug-edifact-escape.edifact': 'SEGMENT_MISSING',
  'ORDERS_vscode-edi-sup__syntaxVersion4.edifact': 'SEGMENT_MISSING',
  'RECADV_smooks-edi-car__recadv.txt': 'ELEMENT_TOO_LONG',
  // One of its two messages has a wrong count, which does not sink the other.
  'IFTMIN_edifact-parser__edifact-sample.edi': 'UNT_COUNT'
};

/** The list calls the TA1 file's count wrong: an interchange of nothing but a TA1 may count it as one group. */
const NOT_EDI = ['none_staedi__sample837-HL-nested-expected.txt'];

const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file !== 'manifest.tsv') : [];

(files.length > 0 ? describe : describe.skip)('real files', () => {
  test.each(files.length > 0 ? files : ['none'])('%s', (file) => {
    const inspection = inspectBytes(readFileSync(new URL(file, FOLDER)));
    const finding = REJECTED[file] ?? WITH_ERRORS[file];
    const verdict = REJECTED[file] ? 'rejected' : WITH_ERRORS[file] ? 'accepted-with-errors' : 'accepted';
    expect(inspection.verdict).toBe(NOT_EDI.includes(file) ? 'not-edi' : verdict);
    if (finding) expect(findingsOf(inspection).join('\n')).toContain(finding);
  });

  const inScope = files.filter((file) => {
    const { interchanges } = inspectBytes(readFileSync(new URL(file, FOLDER)));
    const messages = interchanges.flatMap(({ standard, groups }) =>
      groups.flatMap((group) => group.messages.map((message) => ({ standard, ...message })))
    );
    return messages.some(
      ({ standard, type, verdict }) => verdict !== 'rejected' && mappingOf(standard, type) !== undefined
    );
  });

  test.each(inScope.length > 0 ? inScope : ['none'])('%s is translated', (file) => {
    const documents = translateBytes(readFileSync(new URL(file, FOLDER)));
    expect(documents.some((document) => document !== null)).toBe(true);
  });
});
