import type { Access, DmlError, DmlRow, PublishResult } from '../platform/org.ts';
import type { ServerContext } from './context.ts';
import { MAX_LIMITS } from './rest/limits.ts';

const HOUR = 3_600_000;

const failed = (statusCode: string, message: string): PublishResult => {
  const errors: DmlError[] = [{ statusCode, message, fields: [] }];
  return { success: false, eventUuid: null, replayId: null, errors };
};

/** Events that may still be published in this hour. */
function remaining(context: ServerContext): number {
  if (context.faults.isUsedUp('publishing')) return 0;
  const published = context.org.bus.publishedSince(context.org.clock.now() - HOUR);
  return MAX_LIMITS.HourlyPublishedPlatformEvents - published;
}

/** The results that a fault was set for, by the places of their events. */
function askedFailures(context: ServerContext, topic: string, count: number): Map<number, PublishResult> {
  const fault = context.faults.take('failEvents', (one) => one.topic === undefined || one.topic === topic);
  if (fault === undefined) return new Map();
  const places = fault.indexes ?? Array.from({ length: Math.min(count, fault.count ?? 1) }, (_, i) => i);
  const result = failed(
    fault.statusCode ?? 'PLATFORM_EVENT_PUBLISH_FAILED',
    fault.message ?? 'a fault that was asked for'
  );
  return new Map(places.map((place) => [place, result]));
}

/** Publishes events that come over an API, within the hourly allocation. Results in the order of the rows. */
export function publishEvents(context: ServerContext, rows: readonly DmlRow[], access: Access): PublishResult[] {
  const failures = askedFailures(context, `/event/${rows[0]?.object.apiName ?? ''}`, rows.length);
  const allowed = remaining(context);
  const wanted = rows.filter((_, i) => !failures.has(i));
  const published = context.org.bus.publish(wanted.slice(0, allowed), access).values();
  const overLimit = failed('LIMIT_EXCEEDED', 'The hourly limit of published platform events was exceeded.');
  return rows.map((_, i) => failures.get(i) ?? published.next().value ?? overLimit);
}
