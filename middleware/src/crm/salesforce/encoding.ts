import avro from 'avsc';
import { CrmError, type DocumentEvent } from '../port.ts';
import type { Session } from './session.ts';

/** Field names of Document_Event__e without namespace. They are permanent: the event is part of a managed package. */
function fieldsOf(event: DocumentEvent): Record<string, string | number | boolean | null> {
  return {
    Kind__c: event.kind,
    Partner__c: event.partner,
    Partition_Key__c: event.partitionKey,
    Document_Key__c: event.documentKey,
    Record_Key__c: event.recordKey,
    Sequence__c: event.sequence,
    Part__c: event.part,
    Parts__c: event.parts,
    Payload_Version__c: event.payloadVersion,
    Payload__c: event.payload,
    Correlation_Id__c: event.correlationId,
    Received_At__c: event.receivedAt.getTime(),
    Silent__c: event.silent
  };
}

/** Encodes document events by the Avro schema that the org gave for its event. */
export class EventEncoder {
  readonly schemaId: string;
  readonly #type: avro.types.RecordType;
  readonly #prefix: string;

  /** @throws CrmError when the schema lacks a field: the org's package does not fit this middleware */
  constructor(schemaId: string, schemaJson: string, prefix: string) {
    this.schemaId = schemaId;
    this.#prefix = prefix;
    const type = avro.Type.forSchema(JSON.parse(schemaJson) as avro.Schema, { wrapUnions: false });
    if (!(type instanceof avro.types.RecordType)) {
      throw new CrmError('permanent', 'SCHEMA_UNUSABLE', 'The schema of the event is no Avro record.');
    }
    this.#type = type;
  }

  /**
   * @returns the Avro bytes
   * @throws CrmError when the schema and the event do not fit, naming the fields
   */
  encode(event: DocumentEvent, session: Session): Buffer {
    const values = new Map<string, unknown>([
      ['CreatedDate', Date.now()],
      ['CreatedById', session.userId]
    ]);
    for (const [name, value] of Object.entries(fieldsOf(event))) values.set(this.#prefix + name, value);
    const known = new Set(this.#type.fields.map(({ name }) => name));
    const missing = [...values.keys()].filter((name) => !known.has(name));
    if (missing.length > 0) {
      const remedy =
        'Install a release of the package that fits this middleware, and check the namespace in the configuration.';
      throw new CrmError(
        'permanent',
        'SCHEMA_FIELD_MISSING',
        `The org's event has no field ${missing.join(', ')}. ${remedy}`
      );
    }
    const record = Object.fromEntries([...known].map((name) => [name, values.get(name) ?? null]));
    const wrong: string[] = [];
    this.#type.isValid(record, { errorHook: (path) => wrong.push(path.join('.')) });
    if (wrong.length > 0)
      throw new CrmError(
        'permanent',
        'VALUE_REFUSED',
        `The org's event does not take the value of ${wrong.join(', ')}.`
      );
    return this.#type.toBuffer(record);
  }
}
