import type { Finding, FindingCode } from '../finding.ts';
import type { Standard } from '../syntax.ts';

export type Codes = Partial<Record<FindingCode, string>>;

/** X12 element 720 (997): what is wrong with a segment. */
export const SEGMENT_ERRORS: Codes = {
  SEGMENT_UNKNOWN: '1',
  SEGMENT_FORBIDDEN: '2',
  SEGMENT_MISSING: '3',
  EXPECTED_MISSING: '3',
  LOOP_TOO_MANY: '4',
  SEGMENT_TOO_MANY: '5',
  SEGMENT_UNEXPECTED: '6',
  SEGMENT_OUT_OF_ORDER: '7'
};

/** X12 element 620 (999): codes with an I are of a partner's guide, not of the standard. */
export const IMPLEMENTATION_SEGMENT_ERRORS: Codes = {
  ...SEGMENT_ERRORS,
  SEGMENT_FORBIDDEN: 'I4',
  EXPECTED_MISSING: 'I6'
};

/** X12 element 723 (997): what is wrong with an element. */
export const ELEMENT_ERRORS: Codes = {
  ELEMENT_MISSING: '1',
  ELEMENT_CONDITION: '2',
  ELEMENT_UNEXPECTED: '3',
  // The nearest that the 997 has: before 005010 it knew no code for repetitions and components either.
  ELEMENT_FORBIDDEN: '3',
  ELEMENT_REPEATS: '3',
  COMPONENT_UNEXPECTED: '3',
  ELEMENT_TOO_SHORT: '4',
  ELEMENT_TOO_LONG: '5',
  ELEMENT_CHARACTER: '6',
  ELEMENT_UNREADABLE: '6',
  ELEMENT_CODE: '7',
  ELEMENT_CODE_UNKNOWN: '7',
  ELEMENT_DATE: '8',
  ELEMENT_TIME: '9',
  ELEMENT_EXCLUDED: '10'
};

/** The same from 005010 on. */
export const ELEMENT_ERRORS_5010: Codes = { ...ELEMENT_ERRORS, ELEMENT_REPEATS: '12', COMPONENT_UNEXPECTED: '13' };

/** X12 element 621 (999). */
export const IMPLEMENTATION_ERRORS: Codes = {
  ...ELEMENT_ERRORS_5010,
  ELEMENT_CODE: 'I6',
  ELEMENT_FORBIDDEN: 'I10'
};

/** X12 element 718 (997 and 999): what is wrong with a set. */
export const SET_ERRORS: Codes = { SE_MISSING: '2', SE_CONTROL_NUMBER: '3', SE_COUNT: '4' };

/** X12 element 716: what is wrong with a group. */
export const GROUP_ERRORS: Codes = { GE_MISSING: '3', GE_CONTROL_NUMBER: '4', GE_COUNT: '5' };

/** X12 element I18: what is wrong with an interchange. */
export const INTERCHANGE_ERRORS: Codes = {
  IEA_CONTROL_NUMBER: '001',
  IEA_COUNT: '021',
  ISA_LENGTH: '022',
  SEGMENT_OUTSIDE_SET: '022',
  SE_UNEXPECTED: '022',
  GE_UNEXPECTED: '022',
  IEA_MISSING: '023',
  TRUNCATED: '023'
};

/** EDIFACT element 0085. */
export const EDIFACT_ERRORS: Codes = {
  SEGMENT_UNKNOWN: '15',
  SEGMENT_UNEXPECTED: '15',
  SEGMENT_FORBIDDEN: '15',
  SEGMENT_OUT_OF_ORDER: '15',
  SEGMENT_MISSING: '13',
  EXPECTED_MISSING: '13',
  SEGMENT_TOO_MANY: '35',
  LOOP_TOO_MANY: '36',
  ELEMENT_MISSING: '13',
  ELEMENT_CONDITION: '13',
  ELEMENT_EXCLUDED: '15',
  ELEMENT_UNEXPECTED: '16',
  ELEMENT_FORBIDDEN: '15',
  COMPONENT_UNEXPECTED: '16',
  ELEMENT_TOO_SHORT: '40',
  ELEMENT_TOO_LONG: '39',
  ELEMENT_CHARACTER: '37',
  ELEMENT_UNREADABLE: '12',
  // The value is right, but not agreed upon here.
  ELEMENT_CODE: '14',
  ELEMENT_CODE_UNKNOWN: '12',
  ELEMENT_DATE: '12',
  ELEMENT_TIME: '12',
  ELEMENT_REPEATS: '35',
  UNT_COUNT: '29',
  UNT_CONTROL_NUMBER: '28',
  UNT_MISSING: '13',
  UNH_INCOMPLETE: '13',
  UNE_COUNT: '29',
  UNE_CONTROL_NUMBER: '28',
  UNE_MISSING: '13',
  UNZ_COUNT: '29',
  UNZ_CONTROL_NUMBER: '28',
  UNZ_MISSING: '13',
  UNP_COUNT: '29',
  UNP_CONTROL_NUMBER: '28',
  UNP_MISSING: '13',
  TRUNCATED: '13',
  UNT_UNEXPECTED: '33',
  UNE_UNEXPECTED: '33',
  UNP_UNEXPECTED: '33',
  SEGMENT_OUTSIDE_SET: '33'
};

/** The first of the findings that such a code exists for. */
export function codeOf(findings: readonly { code: FindingCode }[], codes: Codes): string | undefined {
  return findings.map(({ code }) => codes[code]).find((code) => code !== undefined);
}

/**
 * The code by which an acknowledgement tells a finding: X12 elements 723, 720, 718, 716 or I18 (997, TA1), EDIFACT element
 * 0085; null for what acknowledgements have no code for.
 */
export function acknowledgementCode({ code, element }: Finding, standard: Standard): string | null {
  if (code === 'ST_INCOMPLETE') return incompleteHeader(element);
  const tables = standard === 'X12' ? X12_TABLES : [EDIFACT_ERRORS];
  return tables.map((table) => table[code]).find((found) => found !== undefined) ?? null;
}

/** X12 element 718 where ST says no type (its first element) or no control number. */
export const incompleteHeader = (element: number | null): string => (element === 1 ? '6' : '7');

const X12_TABLES = [ELEMENT_ERRORS, SEGMENT_ERRORS, SET_ERRORS, GROUP_ERRORS, INTERCHANGE_ERRORS];
