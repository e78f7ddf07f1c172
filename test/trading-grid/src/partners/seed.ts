import type { GridState } from '../state/grid-state.ts';
import type { Partner } from '../state/model.ts';
import partners from '../partners.json' with { type: 'json' };
import { defaultBehaviour } from './defaults.ts';

/** Brings the sample partners into a network that has none yet. */
export function seedPartners(state: GridState): void {
  if (state.partners.size > 0) return;
  partners.forEach((one, index) => {
    const { role, standard } = one as Pick<Partner, 'role' | 'standard'>;
    const companyId = `GCSIM${String(index + 1).padStart(7, '0')}`;
    const behaviour = defaultBehaviour(role, standard);
    state.partners.put(one.key, { ...one, role, standard, companyId, externalKey: null, behaviour });
  });
}

/** Lets a customer trade with every partner that there is. */
export function relateToAll(state: GridState, mailbox: string): void {
  for (const { key } of state.partners.values()) {
    if (state.relationship(mailbox, key)) continue;
    const id = `REL-${mailbox}-${key}`;
    state.relationships.put(id, {
      id, mailbox, partnerKey: key, status: 'Active', documentTypes: [], usage: 'production', reason: null,
      createdAt: state.clock.iso()
    }); // prettier-ignore
  }
}
