import { distance } from '../../formula/functions/math.ts';
import { FormulaLocation } from '../../formula/values.ts';
import { declare, libraryClass } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { compounds } from '../runtime/values/field-values.ts';
import { ApexDouble } from '../runtime/values/numbers.ts';
import { NativeObject } from '../runtime/values/objects.ts';

/** A geolocation: latitude and longitude in degrees. */
type LocationObject = NativeObject<FormulaLocation>;

function location(latitude: number, longitude: number): LocationObject {
  return new NativeObject(present(libraryClass('Location')), new FormulaLocation(latitude, longitude));
}

const number = (value: unknown): number => Number(String(present(value)));

function between(a: LocationObject, b: LocationObject, unit: string | null): ApexDouble {
  const found = distance(present(a).data, present(b).data, present(unit));
  if (found === undefined) {
    raise('IllegalArgumentException', `Unit must be mi or km, not ${unit ?? ''}`);
  }
  return new ApexDouble(found);
}

declare({
  name: 'Location',
  methods: {
    'Double getLatitude()': (self: LocationObject) => new ApexDouble(self.data.latitude),
    'Double getLongitude()': (self: LocationObject) => new ApexDouble(self.data.longitude),
    'Double getDistance(Location other, String unit)': between
  },
  statics: {
    'Location newInstance(Decimal latitude, Decimal longitude)': (latitude: unknown, longitude: unknown) =>
      location(number(latitude), number(longitude)),
    'Double getDistance(Location first, Location second, String unit)': between
  },
  fields: {
    'Double latitude': (self: LocationObject) => new ApexDouble(self.data.latitude),
    'Double longitude': (self: LocationObject) => new ApexDouble(self.data.longitude)
  }
});

type AddressObject = NativeObject<Record<string, string | number | null>>;

const part =
  (name: string) =>
  (self: AddressObject): string | null =>
    (self.data[name] as string | null | undefined) ?? null;
const coordinate =
  (name: string) =>
  (self: AddressObject): ApexDouble | null => {
    const value = self.data[name];
    return typeof value === 'number' ? new ApexDouble(value) : null;
  };
const PARTS = ['City', 'Country', 'CountryCode', 'GeocodeAccuracy', 'PostalCode', 'State', 'StateCode', 'Street'];
const keyOf = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

declare({
  name: 'Address',
  methods: {
    ...Object.fromEntries(PARTS.map((name) => [`String get${name}()`, part(keyOf(name))])),
    'Double getLatitude()': coordinate('latitude'),
    'Double getLongitude()': coordinate('longitude')
  },
  fields: Object.fromEntries(PARTS.map((name) => [`String ${keyOf(name)}`, part(keyOf(name))]))
});

type Parts = Record<string, string | number | null>;

compounds.location = (text) => {
  const { latitude, longitude } = JSON.parse(text) as Parts;
  return location(Number(latitude), Number(longitude));
};
compounds.address = (text) => new NativeObject(present(libraryClass('Address')), JSON.parse(text) as Parts);
