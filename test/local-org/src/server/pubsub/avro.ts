import { createHash } from 'node:crypto';
import avro from 'avsc';
import type { FieldDescribe, FieldType, FieldValue, ObjectDescribe } from '../../schema/schema.ts';
import type { BusEvent } from '../../platform/org.ts';
import { datetimeText } from '../../soql/literals.ts';

/** The Avro schema of an event object, under its fingerprint. */
export interface EventSchema {
  id: string;
  json: string;
  object: ObjectDescribe;
  type: avro.Type;
}

const AVRO_TYPES: Partial<Record<FieldType, string>> = {
  boolean: 'boolean',
  double: 'double',
  currency: 'double',
  percent: 'double',
  int: 'int',
  datetime: 'long',
  date: 'long'
};
const DOC: Partial<Record<FieldType, string>> = {
  boolean: 'Data:Boolean',
  double: 'Data:Double',
  datetime: 'Data:DateTime',
  date: 'Data:DateOnly',
  longtextarea: 'Data:LongTextArea'
};
/** These two come first and without a union; the other system fields travel beside the payload. */
const LEADING = ['createddate', 'createdbyid'];
const BESIDE = new Set(['replayid', 'eventuuid', ...LEADING]);

const payloadFields = (object: ObjectDescribe): FieldDescribe[] =>
  [...object.fields.values()].filter(
    (field) => !BESIDE.has(field.apiName.toLowerCase()) && field.notEmulated === undefined
  );

function fieldSchema(field: FieldDescribe): Record<string, unknown> {
  const type = AVRO_TYPES[field.type] ?? 'string';
  const doc = DOC[field.type] ?? 'Data:Text';
  const optional = field.nillable || field.type === 'boolean';
  return optional
    ? { name: field.apiName, type: ['null', type], doc, default: null }
    : { name: field.apiName, type, doc };
}

/** A required field is a plain type, an optional one a union with null. */
function buildSchema(object: ObjectDescribe): EventSchema {
  const json = JSON.stringify({
    name: object.apiName,
    namespace: 'com.sforce.eventbus',
    type: 'record',
    fields: [
      { name: 'CreatedDate', type: 'long', doc: 'CreatedDate:DateTime' },
      { name: 'CreatedById', type: 'string', doc: 'CreatedBy:EntityId' },
      ...payloadFields(object).map(fieldSchema)
    ]
  });
  const id = createHash('sha256').update(json).digest('base64url').slice(0, 22);
  return { id, json, object, type: avro.Type.forSchema(JSON.parse(json) as avro.Schema) };
}

function toAvro(value: FieldValue, type: FieldType): unknown {
  if (value === null) return null;
  if (type === 'datetime') return Date.parse(String(value).replace('+0000', 'Z'));
  return type === 'date' ? Date.parse(String(value)) : value;
}

function fromAvro(value: unknown, type: FieldType): FieldValue {
  if (value === null || value === undefined) return null;
  if (type === 'datetime' && typeof value === 'number') return datetimeText(value);
  if (type === 'date' && typeof value === 'number') return datetimeText(value).slice(0, 10);
  return value as FieldValue;
}

/** The payload of an event. Throws when the event has not what the schema requires. */
function encodeEvent(schema: EventSchema, event: BusEvent): Buffer {
  const record: Record<string, unknown> = {
    CreatedDate: toAvro(event.fields.get('CreatedDate') ?? null, 'datetime'),
    CreatedById: event.fields.get('CreatedById') ?? ''
  };
  for (const field of payloadFields(schema.object)) {
    record[field.apiName] = toAvro(event.fields.get(field.apiName) ?? null, field.type);
  }
  return schema.type.toBuffer(record);
}

/** The fields of a payload. Throws when the bytes do not fit the schema. */
export function decodePayload(schema: EventSchema, payload: Buffer): Map<string, FieldValue> {
  const record = schema.type.fromBuffer(payload) as Record<string, unknown>;
  return new Map(
    payloadFields(schema.object).map((field) => [field.apiName, fromAvro(record[field.apiName], field.type)])
  );
}

/** Avro schemas of the event objects; those of objects that a deployment has changed stay known. */
export class EventSchemas {
  /** By lower-case name of the object, the newest last. */
  private readonly versions = new Map<string, EventSchema[]>();
  private readonly byId = new Map<string, EventSchema>();
  private readonly byObject = new WeakMap<ObjectDescribe, EventSchema>();

  constructor(objects: readonly ObjectDescribe[]) {
    for (const object of objects) this.of(object);
  }

  /** The schema of an event object as it is now; undefined for other objects. */
  of(object: ObjectDescribe): EventSchema | undefined {
    if (object.kind !== 'event') return undefined;
    const known = this.byObject.get(object);
    if (known !== undefined) return known;
    const schema = buildSchema(object);
    const name = object.apiName.toLowerCase();
    const others = (this.versions.get(name) ?? []).filter((one) => one.id !== schema.id);
    this.versions.set(name, [...others, schema]);
    this.byId.set(schema.id, schema);
    this.byObject.set(object, schema);
    return schema;
  }

  find(id: string): EventSchema | undefined {
    return this.byId.get(id);
  }

  /**
   * An event with the schema that its payload is in: the newest that it fits. Events that were published before a field
   * became required are still in an older one.
   */
  encode(event: BusEvent): { schemaId: string; payload: Buffer } {
    let problem: unknown;
    for (const schema of (this.versions.get(event.object.apiName.toLowerCase()) ?? []).toReversed()) {
      try {
        return { schemaId: schema.id, payload: encodeEvent(schema, event) };
      } catch (error) {
        problem ??= error;
      }
    }
    throw problem instanceof Error ? problem : new Error(`${event.object.apiName} has no event schema`);
  }
}
