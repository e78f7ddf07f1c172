import avro from 'avsc';
import type { PubSubClient } from './pubsub-client.ts';
import type { Session } from './session.ts';

/** Avro types by id of their schema, which never changes; each is asked for once, however many events need it. */
export class SchemaCache {
  readonly #client: PubSubClient;
  readonly #types = new Map<string, Promise<avro.Type>>();

  constructor(client: PubSubClient) {
    this.#client = client;
  }

  get(session: Session, schemaId: string): Promise<avro.Type> {
    const known = this.#types.get(schemaId);
    if (known) return known;
    const asked = this.#client
      .getSchema(session, schemaId)
      .then(({ schemaJson }) => avro.Type.forSchema(JSON.parse(schemaJson) as avro.Schema, { wrapUnions: false }));
    this.#types.set(schemaId, asked);
    asked.catch(() => this.#types.delete(schemaId));
    return asked;
  }
}
