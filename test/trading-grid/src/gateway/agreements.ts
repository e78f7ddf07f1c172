import type { GridState } from '../state/grid-state.ts';
import type { Relationship } from '../state/model.ts';
import type { Collection } from '../state/store.ts';

export const AGREEMENT_STATUSES = ['Draft', 'Active', 'Suspended', 'Expired', 'Terminated'] as const;
export type AgreementStatus = (typeof AGREEMENT_STATUSES)[number];
export const MILESTONE_STATUSES = ['Open', 'Done', 'Missed'] as const;

export interface Milestone {
  name: string;
  status: (typeof MILESTONE_STATUSES)[number];
  dueAt: string | null;
  note: string | null;
}

export interface Agreement {
  id: string;
  mailbox: string;
  partnerId: string;
  name: string;
  status: AgreementStatus;
  validFrom: string;
  validTo: string;
  milestones: Milestone[];
}

const YEAR_MILLISECONDS = 365 * 86_400_000;
const RENEWAL_MILLISECONDS = 60 * 86_400_000;
/** A milestone of this name that is done prolongs the agreement. */
const RENEWAL = 'Renewal';

/** Agreements between customers and partners. What becomes of them decides whether documents may pass. */
export class Agreements {
  readonly #state: GridState;
  readonly #agreements: Collection<Agreement>;

  constructor(state: GridState) {
    this.#state = state;
    this.#agreements = state.store.collection('agreement');
    state.clock.handle('agreement ends', ({ id }) => {
      const agreement = this.#agreements.get(String(id));
      if (agreement?.status !== 'Active' || Date.parse(agreement.validTo) > state.clock.now()) return;
      const milestones = agreement.milestones.map((one) =>
        one.name === RENEWAL && one.status === 'Open' ? { ...one, status: 'Missed' as const } : one
      );
      this.#save({ ...agreement, status: 'Expired', milestones });
    });
  }

  of(mailbox: string, partnerId?: string): Agreement[] {
    return this.#agreements
      .values()
      .filter((one) => one.mailbox === mailbox && (partnerId === undefined || one.partnerId === partnerId));
  }

  find(mailbox: string, id: string): Agreement | undefined {
    const agreement = this.#agreements.get(id);
    return agreement?.mailbox === mailbox ? agreement : undefined;
  }

  /** The agreement that comes with a relationship. */
  begin({ mailbox, partnerKey }: Pick<Relationship, 'mailbox' | 'partnerKey'>): void {
    const id = `AGR-${mailbox}-${partnerKey}`;
    if (this.#agreements.get(id)) return;
    const now = this.#state.clock.now();
    const validTo = iso(now + YEAR_MILLISECONDS);
    const milestone = (name: string, status: Milestone['status'], dueAt: string) => ({
      name,
      status,
      dueAt,
      note: null
    });
    this.#save({
      id,
      mailbox,
      partnerId: partnerKey,
      name: 'Trading partner agreement',
      status: 'Active',
      validFrom: iso(now),
      validTo,
      milestones: [
        milestone('Signature', 'Done', iso(now)),
        milestone(RENEWAL, 'Open', iso(now + YEAR_MILLISECONDS - RENEWAL_MILLISECONDS))
      ]
    });
    this.#watch(id, validTo);
  }

  change(agreement: Agreement, { status, validTo }: { status?: AgreementStatus; validTo?: string }): Agreement {
    const changed = { ...agreement, status: status ?? agreement.status, validTo: validTo ?? agreement.validTo };
    if (validTo !== undefined) this.#watch(agreement.id, validTo);
    return this.#save(changed);
  }

  setMilestone(agreement: Agreement, milestone: Milestone): Agreement {
    const known = agreement.milestones.find(({ name }) => name === milestone.name);
    const milestones = known
      ? agreement.milestones.map((one) => (one.name === milestone.name ? { ...one, ...milestone } : one))
      : [...agreement.milestones, milestone];
    const isRenewed = milestone.name === RENEWAL && milestone.status === 'Done' && known?.status !== 'Done';
    if (!isRenewed) return this.#save({ ...agreement, milestones });
    const from = Math.max(Date.parse(agreement.validTo), this.#state.clock.now());
    const validTo = iso(from + YEAR_MILLISECONDS);
    this.#watch(agreement.id, validTo);
    return this.#save({ ...agreement, milestones, validTo, status: 'Active' });
  }

  #watch(id: string, validTo: string): void {
    const seconds = (Date.parse(validTo) - this.#state.clock.now()) / 1000;
    this.#state.clock.after(Math.max(0, seconds), 'agreement ends', { id });
  }

  #save(agreement: Agreement): Agreement {
    this.#agreements.put(agreement.id, agreement);
    const relationship = this.#state.relationship(agreement.mailbox, agreement.partnerId);
    if (relationship && agreement.status !== 'Draft') {
      const isOpen = agreement.status === 'Active';
      const changes = {
        status: isOpen ? 'Active' : 'Suspended',
        reason: isOpen ? null : `agreement ${agreement.status}`
      } as const;
      this.#state.relationships.put(relationship.id, { ...relationship, ...changes });
    }
    return agreement;
  }
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
