import type { RetentionRules } from '../documents/retention.ts';

/** Rules that keep everything for a hundred days, but for what is given. */
export const retentionRules = (tenant: string, rules: Partial<RetentionRules> = {}): RetentionRules => ({
  tenant,
  bytesDays: 100,
  documentsDays: 100,
  statusesDays: 100,
  requestsDays: 100,
  receiptsDays: 100,
  lookBackDays: 100,
  readOnly: [],
  ...rules
});
