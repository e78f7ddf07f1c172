import type { ServerContext } from './context.ts';

/** Allocations of an Enterprise Edition org. */
const MAX = {
  DailyApiRequests: 100_000,
  HourlyPublishedPlatformEvents: 250_000,
  DailyDeliveredPlatformEvents: 25_000
} as const;

interface Limit {
  Max: number;
  Remaining: number;
}

const limit = (max: number, used: number): Limit => ({ Max: max, Remaining: Math.max(0, max - used) });

/** The limits that the local org counts; others are left out rather than invented. */
export function readLimits(context: ServerContext): Record<string, Limit> {
  const { apiRequests, delivered } = context.usage.read();
  const published = context.org.bus.publishedSince(context.org.clock.now() - 3_600_000);
  return {
    DailyApiRequests: limit(MAX.DailyApiRequests, apiRequests),
    DailyDeliveredPlatformEvents: limit(MAX.DailyDeliveredPlatformEvents, delivered),
    HourlyPublishedPlatformEvents: limit(MAX.HourlyPublishedPlatformEvents, published)
  };
}
