import { idKey } from './segment.ts';
import type { Standard } from './syntax.ts';

interface Level<Header extends string, Trailer extends string> {
  header: Header;
  trailer: Trailer;
  headerKey: number;
  trailerKey: number;
  /** The envelope in words. */
  name: string;
}

const level = <Header extends string, Trailer extends string>(
  name: string,
  header: Header,
  trailer: Trailer
): Level<Header, Trailer> => ({ name, header, trailer, headerKey: idKey(header), trailerKey: idKey(trailer) });

/** The three envelopes of each standard: X12.5 and X12.6, ISO 9735. */
export const ENVELOPES = {
  X12: {
    interchange: level('interchange', 'ISA', 'IEA'),
    group: level('functional group', 'GS', 'GE'),
    set: level('transaction set', 'ST', 'SE'),
    /** Whether sets must stand in groups. */
    groupsRequired: true
  },
  EDIFACT: {
    interchange: level('interchange', 'UNB', 'UNZ'),
    group: level('functional group', 'UNG', 'UNE'),
    set: level('message', 'UNH', 'UNT'),
    groupsRequired: false
  }
} as const satisfies Record<Standard, unknown>;

export type Envelopes = (typeof ENVELOPES)[Standard];
