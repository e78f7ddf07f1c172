/**
 * An X12 date (CCYYMMDD, or YYMMDD of older releases) as YYYY-MM-DD; null when there is no such day. Two-digit years
 * below 70 are of this century.
 */
export function parseDate(text: string): string | null {
  const full = /^\d{6}$/.test(text) ? `${Number(text.slice(0, 2)) < 70 ? '20' : '19'}${text}` : text;
  if (!/^\d{8}$/.test(full)) return null;
  const iso = `${full.slice(0, 4)}-${full.slice(4, 6)}-${full.slice(6)}`;
  const day = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(iso) ? iso : null;
}
