import { randomUUID } from 'node:crypto';
import type { FieldValue, ObjectDescribe } from '../../schema/schema.ts';
import { datetimeText } from '../../soql/literals.ts';
import type { SqlValue } from '../../store/sql.ts';
import type { Store } from '../../store/store.ts';
import type { BusEvent } from '../org.ts';

const RETENTION = 72 * 3_600_000;

/** The stored events. Replay ids grow over all events of the org, so that each object's ids have gaps. */
export class EventLog {
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  append(
    object: ObjectDescribe,
    fields: Map<string, FieldValue>,
    userId: string,
    now: number,
    uuid: string = randomUUID()
  ): BusEvent {
    const replayId = this.store.reserve('replayId', 1);
    fields.set('CreatedDate', datetimeText(now));
    fields.set('CreatedById', userId);
    fields.set('ReplayId', String(replayId));
    fields.set('EventUuid', uuid);
    const event: BusEvent = { replayId, eventUuid: uuid, object, fields, publishedAt: now };
    this.write(event);
    return event;
  }

  /** Writes an event unless it is there. */
  write(event: BusEvent): void {
    this.store.run('INSERT OR IGNORE INTO _events(replay_id, object, uuid, fields, published_at) VALUES(?,?,?,?,?)', [
      event.replayId,
      event.object.apiName,
      event.eventUuid,
      JSON.stringify([...event.fields]),
      event.publishedAt
    ]);
  }

  remove(replayId: number): void {
    this.store.run('DELETE FROM _events WHERE replay_id = ?', [replayId]);
  }

  /** Drops what is older than the retention of 72 hours. */
  expire(now: number): void {
    this.store.run('DELETE FROM _events WHERE published_at < ?', [now - RETENTION]);
  }

  read(object: ObjectDescribe, after: number, limit: number, now: number): BusEvent[] {
    const rows = this.store.all(
      `SELECT replay_id, uuid, fields, published_at FROM _events
       WHERE object = ? AND replay_id > ? AND published_at >= ? ORDER BY replay_id LIMIT ?`,
      [object.apiName, after, now - RETENTION, limit]
    );
    return rows.map(([replayId, uuid, fields, publishedAt]: SqlValue[]) => ({
      replayId: Number(replayId),
      eventUuid: String(uuid),
      object,
      fields: new Map(JSON.parse(String(fields)) as [string, FieldValue][]),
      publishedAt: Number(publishedAt)
    }));
  }

  tip(object: ObjectDescribe): number {
    return Number(this.store.all('SELECT MAX(replay_id) FROM _events WHERE object = ?', [object.apiName])[0]?.[0] ?? 0);
  }

  /** How many events were published since then. */
  publishedSince(instant: number): number {
    return Number(this.store.all('SELECT COUNT(*) FROM _events WHERE published_at >= ?', [instant])[0]?.[0] ?? 0);
  }

  /** The newest replay id over all objects, 0 when none was ever given. */
  newest(): number {
    const stored = this.store.all('SELECT MAX(replay_id) FROM _events')[0]?.[0] ?? null;
    if (stored !== null) return Number(stored);
    return Number(this.store.all('SELECT next FROM _sequences WHERE name = ?', ['replayId'])[0]?.[0] ?? 1) - 1;
  }

  /** True when nothing that followed the replay id can have been dropped since. */
  retains(replayId: number, now: number): boolean {
    if (replayId === this.newest()) return true;
    const sql = 'SELECT 1 FROM _events WHERE replay_id = ? AND published_at >= ?';
    return this.store.all(sql, [replayId, now - RETENTION]).length > 0;
  }
}
