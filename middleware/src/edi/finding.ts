/** error: what it stands on is rejected; warning: kept and flagged; note: tolerated, said for the record. */
export type Severity = 'error' | 'warning' | 'note';

/** One thing that a service agent should know about a document, and where it stands. */
export interface Finding {
  code: FindingCode;
  severity: Severity;
  /** Position in the transaction set, the ST segment being 1; null outside a set. */
  segmentPosition: number | null;
  segment: string | null;
  /** Element position, the first after the segment id being 1. */
  element: number | null;
  /** Position in a composite element, the first being 1. */
  component?: number | null;
  /** Id of the loop, where it stands in one. */
  loop?: string | null;
  /** What stood there, cut off where it is long. */
  found?: string | null;
  /** What should have stood there: a segment id, codes, a limit. */
  expected?: string | null;
  /** Byte offset in the file of the segment (or of the fault, where there is no segment). */
  offset: number;
  /** A sentence for a person who does not read EDI. */
  message: string;
}

type TrailerId = 'SE' | 'GE' | 'IEA' | 'UNT' | 'UNE' | 'UNZ' | 'UNP';

/** Codes are permanent: the CRM and runbooks refer to them. */
export type FindingCode =
  /** The file has no byte, or nothing but white space. */
  | 'FILE_EMPTY'
  /** The file does not begin with an interchange. */
  | 'NOT_EDI'
  /** The mailbox lists a name that leads out of its folder or holds control characters; the file was not fetched. */
  | 'FILE_NAME_REFUSED'
  /** The file is XML that is not sound, or asks for what is not accepted. */
  | 'XML_UNREADABLE'
  /** A file in an application's format that no map is there for. */
  | 'FORMAT_UNMAPPED'
  /** The middleware itself failed on the file; its bytes are kept. */
  | 'INTERNAL_ERROR'
  /** Bytes stand before, between or after interchanges. */
  | 'DATA_OUTSIDE_INTERCHANGE'
  /** A byte order mark was skipped. */
  | 'BYTE_ORDER_MARK'
  /** White space before the interchange or between segments was skipped. */
  | 'WHITE_SPACE'
  /** The segment that begins an interchange cannot be read, so neither can the interchange. */
  | `${'ISA' | 'UNA' | 'UNB'}_UNREADABLE`
  /** Transaction sets or messages stand there without their interchange. */
  | `${'ISA' | 'UNB'}_MISSING`
  /** An element of ISA has not its fixed length. */
  | 'ISA_LENGTH'
  /** A segment is longer than any that is plausible. */
  | 'SEGMENT_TOO_LONG'
  /** The file ends in the middle of a segment. */
  | 'TRUNCATED'
  /** The last segment has no terminator, but is complete. */
  | 'TERMINATOR_MISSING'
  /** An envelope is not closed. */
  | `${TrailerId}_MISSING`
  /** An envelope is closed that was not opened. */
  | `${'SE' | 'UNT' | 'GE' | 'UNE' | 'UNP'}_UNEXPECTED`
  /** A trailer counts other than what is there. */
  | `${TrailerId}_COUNT`
  /** A trailer's control number is not its header's. */
  | `${TrailerId}_CONTROL_NUMBER`
  | 'GS_MISSING'
  /** The set or message does not say its type or control number. */
  | `${'ST' | 'UNH'}_INCOMPLETE`
  /** A segment that the guide demands is not there. */
  | 'SEGMENT_MISSING'
  /** A segment with a code that the guide expects is not there. */
  | 'EXPECTED_MISSING'
  /** The version of the standard has no such segment. */
  | 'SEGMENT_UNKNOWN'
  /** The segment does not belong in this type of document. */
  | 'SEGMENT_UNEXPECTED'
  /** The partner's guide does not use the segment, or the loop that it begins, in this place. */
  | 'SEGMENT_FORBIDDEN'
  | 'SEGMENT_OUT_OF_ORDER'
  | 'SEGMENT_TOO_MANY'
  | 'LOOP_TOO_MANY'
  /** An element is missing because of another that is or is not there. */
  | 'ELEMENT_CONDITION'
  /** An element excludes another that is there. */
  | 'ELEMENT_EXCLUDED'
  /** The segment has fewer elements in this version of the standard. */
  | 'ELEMENT_UNEXPECTED'
  /** The standard has the element, but the guide or the partner's guide does not use it. */
  | 'ELEMENT_FORBIDDEN'
  | 'ELEMENT_TOO_SHORT'
  | 'ELEMENT_TOO_LONG'
  /** A number that is none, or digits where there should be none. */
  | 'ELEMENT_CHARACTER'
  /** A code that the guide or the partner's guide does not list. */
  | 'ELEMENT_CODE'
  /** A code that the standard's list, which was loaded, does not have. */
  | 'ELEMENT_CODE_UNKNOWN'
  | 'ELEMENT_DATE'
  | 'ELEMENT_TIME'
  | 'ELEMENT_REPEATS'
  | 'COMPONENT_UNEXPECTED'
  /** The document is of a version for which there is no guide; it was read by the nearest one. */
  | 'VERSION_APPROXIMATE'
  | 'SEGMENT_OUTSIDE_SET'
  /** The same control number written with other leading zeros. */
  | 'CONTROL_NUMBER_FORM'
  /** A mandatory element of the document is missing. */
  | 'ELEMENT_MISSING'
  /** An element cannot be read as the date or number it should be. */
  | 'ELEMENT_UNREADABLE'
  | 'ORDER_WITHOUT_LINES'
  /** The document says it has another number of lines (CTT, CNT). */
  | 'LINE_COUNT'
  /** The quantities of the lines do not add up to what the document says (CTT, CNT). */
  | 'QUANTITY_TOTAL'
  | 'TOTAL_DIFFERS'
  /** Two levels of a shipment have the same number (HL01, CPS01). */
  | 'HIERARCHY_ID_REPEATED'
  /** A level of a shipment names one above it that is not there (HL02, CPS02). */
  | 'HIERARCHY_PARENT_MISSING'
  /** A level of a shipment is its own ancestor. */
  | 'HIERARCHY_CYCLE';

/** accepted-with-errors: there are warnings and no error. */
export type Verdict = 'accepted' | 'accepted-with-errors' | 'rejected';

export function verdictOf(findings: readonly Pick<Finding, 'severity'>[]): Verdict {
  if (findings.some((finding) => finding.severity === 'error')) return 'rejected';
  return findings.some((finding) => finding.severity === 'warning') ? 'accepted-with-errors' : 'accepted';
}

/** Findings of one envelope, cut off where more of them would help nobody, so that memory stays bounded. */
export class FindingList {
  static readonly LIMIT = 100;
  readonly all: Finding[] = [];

  add(finding: Finding): void {
    const worseThanAll = finding.severity === 'error' && !this.all.some((known) => known.severity === 'error');
    if (this.all.length < FindingList.LIMIT || worseThanAll) this.all.push(finding);
  }

  has(code: FindingCode): boolean {
    return this.all.some((finding) => finding.code === code);
  }
}
