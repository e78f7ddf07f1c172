import { declare, libraryClass } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import type { ApexDatetime } from '../runtime/values/dates.ts';
import { NativeObject } from '../runtime/values/objects.ts';
import { zoneOffset } from '../../time/zone.ts';

type Zone = NativeObject<{ id: string }>;

/** A zone by its IANA name; Java's answer to an unknown one is GMT. */
export function timeZone(id: string): Zone {
  const known = id === 'GMT' || Intl.supportedValuesOf('timeZone').includes(id);
  return new NativeObject(present(libraryClass('TimeZone')), { id: known ? id : 'GMT' });
}

const displayName = (id: string): string =>
  new Intl.DateTimeFormat('en-US', { timeZone: id, timeZoneName: 'long' })
    .formatToParts(0)
    .find((part) => part.type === 'timeZoneName')?.value ?? id;

declare({
  name: 'TimeZone',
  methods: {
    'String getDisplayName()': (self: Zone) => `(${displayName(self.data.id)}) ${self.data.id}`,
    'String getID()': (self: Zone) => self.data.id,
    'Integer getOffset(Datetime at)': (self: Zone, at: ApexDatetime) => zoneOffset(present(at).time, self.data.id),
    'String toString()': (self: Zone) => self.data.id
  },
  statics: { 'TimeZone getTimeZone(String id)': (id: string) => timeZone(present(id)) }
});
