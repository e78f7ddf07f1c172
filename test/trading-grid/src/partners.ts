import type { GridState } from './state/grid-state.ts';

/** An address on the network as it stands in ISA05/ISA06: a qualifier and an identifier. */
export interface Address {
  qualifier: string;
  id: string;
}

/** `QUALIFIER:ID` as its two parts. */
export function parseAddress(text: string): Address {
  const at = text.indexOf(':');
  return at < 0 ? { qualifier: '', id: text } : { qualifier: text.slice(0, at), id: text.slice(at + 1) };
}

/**
 * The address that `--as` names: a partner of the network by key, `QUAL:ID`, or a bare identifier under ZZ.
 * @throws RangeError when the address does not fit ISA05 (2 characters) and ISA06 (15 characters)
 */
export function addressOf(state: GridState, name: string): Address {
  const known = state.partners.get(name.toUpperCase());
  if (known) return { qualifier: known.qualifier, id: known.id };
  const address = name.includes(':') ? parseAddress(name) : { qualifier: 'ZZ', id: name };
  if (!/^[A-Za-z0-9]{2}$/.test(address.qualifier) || !/^[A-Za-z0-9 ._-]{2,15}$/.test(address.id)) {
    const names = state.partners.values().map(({ key }) => key);
    throw new RangeError(
      `"${name}" is no partner of the network: give one of ${names.join(', ')}, an identifier of 2 to 15 characters, or QUALIFIER:IDENTIFIER`
    );
  }
  return address;
}
