import type { Segment } from '../../../edi/segment.ts';
import type { Party } from '../../canonical.ts';

export const orNull = (text: string): string | null => (text === '' ? null : text);

/** N1: who it is. */
export function readParty(n1: Segment): Party {
  return { name: orNull(n1.element(2)), qualifier: orNull(n1.element(3)), id: orNull(n1.element(4)), address: null };
}

/** N2 to N4: more of the name, street, and place of the party that the last N1 named. */
export function extendParty(party: Party, segment: Segment): void {
  if (segment.is('N2')) {
    party.name = orNull([party.name ?? '', segment.element(1)].filter((part) => part !== '').join(' '));
    return;
  }
  const address = (party.address ??= { street: null, city: null, state: null, postalCode: null, country: null });
  if (segment.is('N3')) {
    const lines = [address.street ?? '', segment.element(1), segment.element(2)];
    address.street = orNull(lines.filter((line) => line !== '').join('\n'));
  } else {
    address.city = orNull(segment.element(1));
    address.state = orNull(segment.element(2));
    address.postalCode = orNull(segment.element(3));
    address.country = orNull(segment.element(4));
  }
}
