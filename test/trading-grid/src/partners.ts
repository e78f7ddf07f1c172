import partners from './partners.json' with { type: 'json' };

/** An address on the network as it stands in ISA05/ISA06: a qualifier and an identifier. */
export interface Address {
  qualifier: string;
  id: string;
}

/** The customer whose mailbox the simulator keeps. */
export const CUSTOMER: Address = { qualifier: 'ZZ', id: 'TGSELLER' };

/**
 * The address that `--as` names: a partner of the network by name, `QUAL:ID`, or a bare identifier under ZZ.
 * @throws RangeError when the address does not fit ISA05 (2 characters) and ISA06 (15 characters)
 */
export function addressOf(name: string): Address {
  const known = partners.find((partner) => partner.name === name.toUpperCase());
  if (known) return { qualifier: known.qualifier, id: known.id };
  const [first = '', ...rest] = name.split(':');
  const address = rest.length > 0 ? { qualifier: first, id: rest.join(':') } : { qualifier: 'ZZ', id: first };
  if (!/^[A-Za-z0-9]{2}$/.test(address.qualifier) || !/^[A-Za-z0-9 ._-]{2,15}$/.test(address.id)) {
    const names = partners.map((partner) => partner.name).join(', ');
    throw new RangeError(
      `"${name}" is no partner of the network: give one of ${names}, an identifier of 2 to 15 characters, or QUALIFIER:IDENTIFIER`
    );
  }
  return address;
}
