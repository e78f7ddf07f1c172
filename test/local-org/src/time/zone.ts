const UTC = new Set(['UTC', 'GMT', 'Etc/UTC', 'Etc/GMT']);
const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string): Intl.DateTimeFormat {
  let known = formats.get(zone);
  if (known === undefined) {
    known = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric'
    });
    formats.set(zone, known);
  }
  return known;
}

/** Milliseconds by which clocks in the zone (an IANA name) are ahead of UTC at the instant. */
export function zoneOffset(instant: number, zone: string): number {
  if (UTC.has(zone)) return 0;
  const parts = new Map(
    format(zone)
      .formatToParts(instant)
      .map((part) => [part.type, Number(part.value)])
  );
  const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return local - Math.floor(instant / 1000) * 1000;
}

/** The day, `YYYY-MM-DD`, that the zone's calendar shows at the instant. */
export function localDay(instant: number, zone: string): string {
  return new Date(instant + zoneOffset(instant, zone)).toISOString().slice(0, 10);
}

/** The instant at which the day (`YYYY-MM-DD`) begins in the zone. */
export function startOfDay(day: string, zone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (UTC.has(zone)) return midnight;
  // The offset at the guess may be that of the other side of a clock change; the second guess settles it.
  const guess = midnight - zoneOffset(midnight, zone);
  return midnight - zoneOffset(guess, zone);
}
