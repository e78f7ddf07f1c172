import type { Finding } from './finding.ts';
import type { Segment } from './segment.ts';
import { checkTrailer } from './trailers.ts';

/** What stands in a package of EDIFACT syntax 4 (UNO to UNP, ISO 9735-8) besides its segments: bytes of any kind. */
export interface PackageObject {
  /** Segments between UNO and the object. */
  segmentsBefore: number;
  /** Length of the object in bytes. */
  length: number;
}

/** A package as its UNO segment announces it. */
export interface Package extends PackageObject {
  controlNumber: string;
}

const numberOf = (text: string) => (/^\d{1,15}$/.test(text) ? Number(text) : 0);

/** The object that a UNO segment announces; undefined where it is empty, or its length is no number. */
export function objectOf(header: Segment): PackageObject | undefined {
  const { length, segmentsBefore } = readPackage(header);
  return length > 0 ? { length, segmentsBefore: segmentsBefore - 1 } : undefined;
}

export function readPackage(header: Segment): Package {
  return {
    controlNumber: header.component(1, 1),
    length: numberOf(header.component(4, 1)),
    segmentsBefore: numberOf(header.component(4, 2))
  };
}

/** Compares a UNP segment with its UNO. Packages are not read, so that a fault in one is no reason to reject. */
export function checkPackage(trailer: Segment, { length, controlNumber }: Package): Finding[] {
  const findings = checkTrailer(trailer, {
    id: 'UNP',
    header: 'UNO',
    envelope: 'package',
    counted: 'bytes',
    count: length,
    controlNumber,
    segmentPosition: null
  });
  return findings.map((finding) => ({ ...finding, severity: 'warning' }));
}
