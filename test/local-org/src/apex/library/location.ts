import { declare, libraryClass, libraryType } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { compounds } from '../runtime/values/field-values.ts';
import { NativeObject } from '../runtime/values/objects.ts';
import { ApexDouble, decimal } from '../runtime/values/numbers.ts';

export interface Coordinates {
  latitude: number;
  longitude: number;
}

type Location = NativeObject<Coordinates>;

/** Mean radius of the earth; Salesforce documents the haversine formula and no radius. */
const RADIUS = { km: 6371.0088, mi: 3958.7613 };

const number = (value: unknown): number => Number(String(present(value)));

export function location(latitude: unknown, longitude: unknown): Location {
  const data = { latitude: number(latitude), longitude: number(longitude) };
  return new NativeObject(present(libraryClass('Location')), data);
}

/** Great-circle distance in `mi` or `km`. */
export function distance(from: Coordinates, to: Coordinates, unit: string): number {
  const radius = { mi: RADIUS.mi, km: RADIUS.km }[unit.toLowerCase()];
  if (radius === undefined) {
    raise('InvalidParameterValueException', `Invalid unit: ${unit}. Valid units are mi and km`);
  }
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const latitude = radians(to.latitude - from.latitude);
  const longitude = radians(to.longitude - from.longitude);
  const square =
    Math.sin(latitude / 2) ** 2 +
    Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.sin(longitude / 2) ** 2;
  return 2 * radius * Math.asin(Math.min(1, Math.sqrt(square)));
}

declare({
  name: 'Location',
  methods: {
    'Double getLatitude()': (self: Location) => new ApexDouble(self.data.latitude),
    'Double getLongitude()': (self: Location) => new ApexDouble(self.data.longitude),
    'Double getDistance(Location to, String unit)': (self: Location, to: Location, unit: string) =>
      new ApexDouble(distance(self.data, present(to).data, present(unit)))
  },
  fields: {
    'Decimal latitude': (self: Location) => decimal(self.data.latitude),
    'Decimal longitude': (self: Location) => decimal(self.data.longitude)
  },
  statics: {
    'Location newInstance(Decimal latitude, Decimal longitude)': location,
    'Double getDistance(Location from, Location to, String unit)': (from: Location, to: Location, unit: string) =>
      new ApexDouble(distance(present(from).data, present(to).data, present(unit)))
  }
});

type Parts = Record<string, string | number | null>;
type AddressObject = NativeObject<Parts>;

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

compounds.location = (text) => {
  const { latitude, longitude } = JSON.parse(text) as Parts;
  return location(latitude, longitude);
};
compounds.address = (text) => new NativeObject(present(libraryClass('Address')), JSON.parse(text) as Parts);
compounds.junctionidlist = (text) => new ApexList(libraryType('String'), JSON.parse(text) as string[]);
