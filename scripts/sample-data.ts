import { readFileSync } from 'node:fs';
import jsforce from 'jsforce';

interface Identifier {
  scheme: string;
  qualifier: string;
  value: string;
}

interface Contact {
  name: string;
  role: string;
  email: string;
}

interface SampleData {
  users: ({ key: string; profile: string; permissionSets: string[]; Username: string } & Record<string, unknown>)[];
  accounts: ({ Name: string; owner: string } & Record<string, unknown>)[];
  partners: { account: string; key: string; identifiers: Identifier[]; contacts?: Contact[] }[];
  ownIdentifiers: Identifier[];
}

export interface LoadedSamples {
  /** Account name → id. */
  accounts: Map<string, string>;
  /** Key in the data file → username. */
  usernames: Map<string, string>;
}

type Values = Record<string, unknown>;

/**
 * Puts users, accounts, partners and identifiers of config/sample-data.json into an org, over its REST API as an admin.
 * What is there already stays: running it twice changes nothing.
 *
 * @param what the users alone, or everything
 */
export async function loadSampleData(
  org: { url: string; accessToken: string; namespace: string },
  what: 'people' | 'all' = 'all'
): Promise<LoadedSamples> {
  const data = JSON.parse(readFileSync(new URL('../config/sample-data.json', import.meta.url), 'utf8')) as SampleData;
  const loader = new Loader(org);
  const users = await loader.users(data);
  const accounts = what === 'all' ? await loader.accounts(data, users) : new Map<string, string>();
  if (what === 'all') await loader.partners(data, accounts, users);
  return { accounts, usernames: new Map(data.users.map((user) => [user.key, user.Username])) };
}

class Loader {
  readonly #connection: jsforce.Connection;
  readonly #prefix: string;

  constructor(org: { url: string; accessToken: string; namespace: string }) {
    this.#connection = new jsforce.Connection({
      instanceUrl: org.url,
      accessToken: org.accessToken,
      version: '67.0'
    });
    this.#prefix = org.namespace === '' ? '' : `${org.namespace}__`;
  }

  async users(data: SampleData): Promise<Map<string, string>> {
    const ids = new Map<string, string>();
    for (const { key, profile, permissionSets, ...fields } of data.users) {
      const id = await this.#findOrCreate('User', 'Username', {
        ...fields,
        ProfileId: await this.#idOf('Profile', 'Name', profile),
        EmailEncodingKey: 'UTF-8',
        LanguageLocaleKey: 'en_US'
      });
      ids.set(key, id);
      for (const name of permissionSets) {
        await this.#assign(id, await this.#idOf('PermissionSet', 'Name', name));
      }
    }
    return ids;
  }

  async accounts(data: SampleData, users: Map<string, string>): Promise<Map<string, string>> {
    const ids = new Map<string, string>();
    for (const { owner, ...fields } of data.accounts) {
      ids.set(fields.Name, await this.#findOrCreate('Account', 'Name', { ...fields, OwnerId: users.get(owner) }));
    }
    return ids;
  }

  /** Partners and their identifiers belong to the owner of the account, like everything the account's people see. */
  async partners(data: SampleData, accounts: Map<string, string>, users: Map<string, string>): Promise<void> {
    for (const { account, key, identifiers, contacts = [] } of data.partners) {
      const OwnerId = users.get(data.accounts.find(({ Name }) => Name === account)?.owner ?? '');
      const partner = await this.#findOrCreate(
        this.#custom('Trading_Partner__c'),
        this.#custom('Partner_Key__c'),
        this.#customFields({
          OwnerId,
          Name: account,
          Account__c: accounts.get(account),
          Partner_Key__c: key,
          Status__c: 'Active'
        })
      );
      for (const identifier of identifiers) {
        await this.#identify(identifier, { OwnerId, Partner__c: partner, Owner_Role__c: 'Partner' });
      }
      for (const { name, role, email } of contacts) {
        await this.#findOrCreate(
          this.#custom('Trading_Contact__c'),
          this.#custom('Email__c'),
          this.#customFields({ Name: name, Partner__c: partner, Role__c: role, Email__c: email })
        );
      }
    }
    for (const identifier of data.ownIdentifiers) {
      await this.#identify(identifier, { Owner_Role__c: 'Own' });
    }
  }

  async #identify({ scheme, qualifier, value }: Identifier, fields: Values): Promise<void> {
    await this.#findOrCreate(
      this.#custom('Trading_Identifier__c'),
      this.#custom('Identifier_Key__c'),
      this.#customFields({ ...fields, Scheme__c: scheme, Qualifier__c: qualifier, Value__c: value, Usage__c: 'Both' }),
      `${scheme}|${qualifier}|${value}`
    );
  }

  async #assign(userId: string, permissionSetId: string): Promise<void> {
    const { totalSize } = await this.#connection.query(
      `SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = '${userId}' AND PermissionSetId = '${permissionSetId}'`
    );
    if (totalSize === 0) {
      await this.#create('PermissionSetAssignment', { AssigneeId: userId, PermissionSetId: permissionSetId });
    }
  }

  async #findOrCreate(
    object: string,
    keyField: string,
    fields: Values,
    key = String(fields[keyField])
  ): Promise<string> {
    return (await this.#find(object, keyField, key)) ?? (await this.#create(object, fields));
  }

  async #idOf(object: string, field: string, value: string): Promise<string> {
    const id = await this.#find(object, field, value);
    if (id === undefined) {
      throw new Error(`The org has no ${object} with ${field} = ${value}.`);
    }
    return id;
  }

  async #find(object: string, field: string, value: string): Promise<string | undefined> {
    const { records } = await this.#connection.query<{ Id: string }>(
      `SELECT Id FROM ${object} WHERE ${field} = '${value.replaceAll("'", "\\'")}' LIMIT 1`
    );
    return records[0]?.Id;
  }

  async #create(object: string, fields: Values): Promise<string> {
    const result = await this.#connection.sobject(object).create(fields);
    if (!result.success) {
      throw new Error(`${object} could not be created: ${JSON.stringify(result.errors)}`);
    }
    return result.id;
  }

  #custom(name: string): string {
    return this.#prefix + name;
  }

  #customFields(fields: Values): Values {
    return Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name.endsWith('__c') ? this.#custom(name) : name, value])
    );
  }
}
