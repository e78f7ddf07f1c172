import type { ServerContext } from '../context.ts';

/** Allocations of an Enterprise Edition org without licences or add-ons, by the names of the limits resource. */
export const MAX_LIMITS = {
  ActiveScratchOrgs: 40,
  AnalyticsExternalDataSizeMB: 40_960,
  ConcurrentAsyncGetReportInstances: 200,
  ConcurrentEinsteinDataInsightsStoryCreation: 5,
  ConcurrentEinsteinDiscoveryStoryCreation: 2,
  ConcurrentSyncReportRuns: 20,
  DailyAnalyticsDataflowJobExecutions: 60,
  DailyAnalyticsUploadedFilesSizeMB: 51_200,
  DailyApiRequests: 100_000,
  DailyAsyncApexExecutions: 250_000,
  DailyAsyncApexTests: 500,
  DailyBulkApiBatches: 15_000,
  DailyBulkV2QueryFileStorageMB: 976_562,
  DailyBulkV2QueryJobs: 10_000,
  DailyDeliveredPlatformEvents: 25_000,
  DailyDurableGenericStreamingApiEvents: 10_000,
  DailyDurableStreamingApiEvents: 10_000,
  DailyEinsteinDataInsightsStoryCreation: 1_000,
  DailyEinsteinDiscoveryPredictAPICalls: 50_000,
  DailyEinsteinDiscoveryPredictionsByCDC: 500_000,
  DailyEinsteinDiscoveryStoryCreation: 100,
  DailyFunctionsApiCallLimit: 235_000,
  DailyGenericStreamingApiEvents: 10_000,
  DailyScratchOrgs: 80,
  DailyStandardVolumePlatformEvents: 25_000,
  DailyStreamingApiEvents: 10_000,
  DailyWorkflowEmails: 1_000,
  DataStorageMB: 10_240,
  DurableStreamingApiConcurrentClients: 20,
  FileStorageMB: 10_240,
  HourlyAsyncReportRuns: 1_200,
  HourlyDashboardRefreshes: 200,
  HourlyDashboardResults: 5_000,
  HourlyDashboardStatuses: 999_999_999,
  HourlyLongTermIdMapping: 100_000,
  HourlyManagedContentPublicRequests: 50_000,
  HourlyODataCallout: 1_000,
  HourlyPublishedPlatformEvents: 250_000,
  HourlyPublishedStandardVolumePlatformEvents: 1_000,
  HourlyShortTermIdMapping: 100_000,
  HourlySyncReportRuns: 500,
  HourlyTimeBasedWorkflow: 1_000,
  MassEmail: 5_000,
  MonthlyEinsteinDiscoveryStoryCreation: 500,
  MonthlyPlatformEventsUsageEntitlement: 0,
  Package2VersionCreates: 6,
  Package2VersionCreatesWithoutValidation: 500,
  PermissionSets: 1_500,
  PrivateConnectOutboundCalloutHourlyLimitMB: 0,
  PublishCallbackUsageInApex: 5_242_880,
  SingleEmail: 5_000,
  StreamingApiConcurrentClients: 20
} as const;

type LimitName = keyof typeof MAX_LIMITS;

interface Limit {
  Max: number;
  Remaining: number;
}

const HOUR = 3_600_000;

/** What is used of the limits that the local org counts. */
function usedLimits(context: ServerContext): Partial<Record<LimitName, number>> {
  const { apiRequests, delivered } = context.usage.read();
  return {
    DailyApiRequests: apiRequests,
    DailyDeliveredPlatformEvents: delivered,
    HourlyPublishedPlatformEvents: context.org.bus.publishedSince(context.org.clock.now() - HOUR),
    PermissionSets: context.org.project.permissionSets.length
  };
}

/** The limits resource: what is not counted has all remaining. */
export function readLimits(context: ServerContext): Record<LimitName, Limit> {
  const used = usedLimits(context);
  if (context.faults.isUsedUp('publishing')) used.HourlyPublishedPlatformEvents = Infinity;
  if (context.faults.isUsedUp('delivery')) used.DailyDeliveredPlatformEvents = Infinity;
  return Object.fromEntries(
    Object.entries(MAX_LIMITS).map(([name, max]) => [
      name,
      { Max: max, Remaining: Math.max(0, max - (used[name as LimitName] ?? 0)) }
    ])
  ) as Record<LimitName, Limit>;
}
