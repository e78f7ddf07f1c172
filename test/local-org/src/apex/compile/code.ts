import type { Type } from '../types/type.ts';

/** An expression, checked and translated. */
export interface Code {
  type: Type;
  /** JavaScript that yields its value. */
  js: string;
  /** A SOQL query: fits one sObject as well as a list. */
  query?: boolean;
  /** Reached over a relationship: reading on from null yields null, as Salesforce does. */
  relationship?: boolean;
  /** Behind `?.`: what follows in the chain is skipped with it. */
  chain?: SafeChain;
  /** Known not to be null. */
  present?: boolean;
}

/** `source?.…`: `inner` is what is read from `holder` where the source is not null. */
export interface SafeChain {
  holder: string;
  source: string;
  inner: string;
}

/** The code of a chain that yields null where its source is null. */
export function safe(type: Type, chain: SafeChain): Code {
  const { holder, source, inner } = chain;
  return { type, chain, js: `((${holder}) => ${holder} === null ? null : ${inner})(${source})` };
}

/** Something that can be assigned to. `holder` is what it is read from, evaluated once by compound assignments. */
export interface Place {
  type: Type;
  holder: string;
  read: (holder: string) => string;
  write: (holder: string, value: string) => string;
}

export function readPlace(place: Place): string {
  return place.read(place.holder);
}

export function writePlace(place: Place, value: string): string {
  return place.write(place.holder, value);
}

/** `x op= y`: reads, computes, writes, and evaluates the holder once. */
export function updatePlace(place: Place, compute: (read: string) => string): string {
  const { holder } = place;
  if (/^(?:this|[\w$]*|K\["[\w.]+"\]\.s\(\))$/.test(holder)) {
    return `(${place.write(holder, compute(place.read(holder)))})`;
  }
  return `((h) => ${place.write('h', compute(place.read('h')))})(${holder})`;
}
