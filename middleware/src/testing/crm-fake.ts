import type {
  Arrival,
  Bell,
  BellListener,
  Crm,
  CrmLimits,
  DocumentEvent,
  IngestState,
  Listening,
  OutboundMessage,
  OutboundReport,
  PublishOutcome
} from '../crm/port.ts';

/** A CRM that takes everything and makes records of it at once, until a test says otherwise. */
export class CrmFake implements Crm {
  readonly events: DocumentEvent[] = [];
  /** What it answers for each event. */
  answer: (event: DocumentEvent) => PublishOutcome = () => ({ accepted: true });
  /** Whether an event that it took becomes a record. */
  stores: (event: DocumentEvent) => boolean = () => true;
  down = false;
  state: IngestState = { state: 'running', caughtUp: true, error: null };
  allocation: CrmLimits = {
    events: { max: 1_000_000, remaining: 1_000_000 },
    calls: { max: 1_000_000, remaining: 1_000_000 }
  };
  /** By document key; failures by the key and a number. */
  readonly records = new Map<string, Arrival>();
  calls = 0;

  publish(events: readonly DocumentEvent[]): Promise<PublishOutcome[]> {
    if (this.down) return Promise.reject(new Error('the org is down'));
    const outcomes = events.map((event) => this.answer(event));
    const taken = events.filter((_event, index) => outcomes[index]?.accepted);
    this.events.push(...taken);
    for (const event of taken.filter((one) => this.stores(one))) this.keep(event);
    return Promise.resolve(outcomes);
  }

  keep({ documentKey, sequence, correlationId }: DocumentEvent): void {
    this.records.set(documentKey, { documentKey, sequence, correlationId, failure: null });
  }

  /** As the org does with an event that it cannot read. */
  setAside({ documentKey, sequence }: DocumentEvent, reason: string): void {
    const id = `failure-${this.records.size}`;
    this.records.set(`${documentKey} ${id}`, { documentKey, sequence, correlationId: null, failure: { id, reason } });
  }

  limits(): Promise<CrmLimits> {
    return Promise.resolve(this.allocation);
  }

  arrivals(from: number, to: number): Promise<{ arrivals: Arrival[]; calls: number }> {
    this.calls += 2;
    const arrivals = [...this.records.values()]
      .filter(({ sequence }) => sequence >= from && sequence <= to)
      .sort((one, other) => one.sequence - other.sequence);
    return Promise.resolve({ arrivals: arrivals.slice(0, 2000), calls: 2 });
  }

  ingestState(): Promise<IngestState> {
    this.calls += 1;
    return Promise.resolve(this.state);
  }

  /** The outbox, by key. */
  readonly outbox = new Map<string, OutboundMessage>();
  readonly reports: (OutboundReport & { messageKey: string })[] = [];
  listener: BellListener | undefined;

  listen(listener: BellListener): Listening {
    this.listener = listener;
    return { trouble: null, stop: () => Promise.resolve() };
  }

  messages(keys: readonly string[]): Promise<OutboundMessage[]> {
    return Promise.resolve(keys.flatMap((key) => this.outbox.get(key) ?? []));
  }

  pendingMessages(limit: number): Promise<Bell[]> {
    const told = new Set(this.reports.map(({ messageKey }) => messageKey));
    return Promise.resolve([...this.outbox.values()].filter(({ messageKey }) => !told.has(messageKey)).slice(0, limit));
  }

  report(messageKey: string, report: OutboundReport): Promise<void> {
    this.reports.push({ messageKey, ...report });
    return Promise.resolve();
  }

  close(): void {
    this.events.length = 0;
  }
}
