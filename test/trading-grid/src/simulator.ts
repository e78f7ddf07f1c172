import { mkdir, readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { CrossReferences } from './cartographer/cross-references.ts';
import { Users } from './community/users.ts';
import { Control, type CustomerAccess, type NewCustomer } from './control/control.ts';
import { Faults } from './faults.ts';
import { Agreements } from './gateway/agreements.ts';
import { Idempotency } from './gateway/idempotency.ts';
import { type GatewayPaths, operations } from './gateway/openapi.ts';
import { Provisioning } from './gateway/provisioning.ts';
import { cartographerUser, gridApp } from './http/app.ts';
import { Mailboxes } from './mailbox.ts';
import { Incoming } from './network/incoming.ts';
import { Network } from './network/network.ts';
import { Payloads } from './network/payloads.ts';
import { PartnerEngine } from './partners/engine.ts';
import { OwnSystems } from './partners/own-systems.ts';
import { relateToAll, seedPartners } from './partners/seed.ts';
import { controlToken, customerSecrets, hostKeyOf, replaceHostKey } from './secrets.ts';
import { mailboxHooks } from './sftp/hooks.ts';
import { type SftpAccount, startSftpServer } from './sftp/server.ts';
import { GridState } from './state/grid-state.ts';
import type { Customer, Settings } from './state/model.ts';
import { Store } from './state/store.ts';

export interface SimulatorOptions {
  /** Holds mailboxes, state, host key and secrets; made when it is missing. */
  dataDirectory: string;
  /** 0 takes a free port. */
  httpPort: number;
  sftpPort: number;
  /** Other paths for operations of the customer gateway, by operationId. */
  gatewayPaths?: GatewayPaths;
  /** Folder that gets a copy of what the customer's own business software sends. */
  copies?: string | undefined;
  /** Changes to the settings before anything happens. */
  settings?: Partial<Settings>;
}

export interface Simulator {
  url: string;
  readonly sftp: { host: string; port: number; user: string; passwordFile: string; hostKeySha256: string };
  clientId: string;
  clientSecretFile: string;
  mailbox: string;
  companyId: string;
  cartographer: { user: string; passwordFile: string; solutionId: string };
  controlTokenFile: string;
  mailboxes: Mailboxes;
  /** What tests do to the network. */
  control: Control;
  close(): Promise<void>;
}

/** The sample customer's mailbox, which is also the user name of its SFTP account. */
const MAILBOX = 'tgseller';
const CUSTOMER: NewCustomer = { mailbox: MAILBOX, companyName: 'Seller Works', addresses: ['ZZ:TGSELLER'] };
const MAILBOX_NAME = /^[a-z0-9][a-z0-9-]{0,30}$/;

async function authorizedKeys(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

/** Starts the Trading Grid simulator on loopback: mailboxes over SFTP and the network's HTTP interfaces. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { dataDirectory, gatewayPaths = {} } = options;
  operations(gatewayPaths);
  const directory = path.join(dataDirectory, 'mailboxes');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const payloads = await Payloads.open(path.join(dataDirectory, 'payloads'));
  const store = new Store(path.join(dataDirectory, 'grid.sqlite'));
  const state = new GridState(store);
  if (options.settings) state.changeSettings(options.settings);
  seedPartners(state);

  const mailboxes = new Mailboxes(directory);
  const network = new Network(state, mailboxes, payloads);
  const incoming = new Incoming(state, mailboxes, network);
  const engine = new PartnerEngine(state, network);
  const agreements = new Agreements(state);
  const provisioning = new Provisioning(state, agreements);
  const faults = new Faults();
  const users = new Users(store);
  const references = new CrossReferences(store);
  network.halfAfterSeconds = () => faults.strike('mailbox.half')?.afterSeconds;

  const secretsOf = ({ mailbox }: Pick<Customer, 'mailbox'>) =>
    customerSecrets(dataDirectory, mailbox === MAILBOX ? '' : mailbox);
  const keys = await authorizedKeys(path.join(dataDirectory, 'authorized_keys'));
  const accountOf = ({ mailbox }: Customer): SftpAccount => ({
    user: mailbox,
    password: secretsOf({ mailbox }).password,
    authorizedKeys: keys,
    root: mailboxes.root(mailbox),
    hooks: mailboxHooks(mailbox, faults, network, incoming)
  });

  const enter = async ({ mailbox, companyName, addresses }: NewCustomer): Promise<Customer> => {
    const isNew = state.customers.get(mailbox) === undefined;
    const customer = state.customers.get(mailbox) ?? newCustomer(mailbox, companyName ?? mailbox, addresses, state);
    state.customers.put(mailbox, customer);
    await mailboxes.create(mailbox);
    if (isNew) relateToAll(state, mailbox);
    for (const one of state.relationships.values()) if (one.mailbox === mailbox) agreements.begin(one);
    references.seed(customer.solutionId, state.clock.now());
    if (users.of(customer.companyId).length === 0) addOperator(users, customer);
    return customer;
  };
  const access = (customer: Customer): CustomerAccess => {
    const secrets = secretsOf(customer);
    return {
      mailbox: customer.mailbox,
      companyId: customer.companyId,
      addresses: customer.addresses,
      solutionId: customer.solutionId,
      clientId: customer.clientId,
      clientSecretFile: secrets.clientSecretFile,
      sftpUser: customer.mailbox,
      sftpPasswordFile: secrets.passwordFile,
      cartographerUser: cartographerUser(customer),
      cartographerPasswordFile: secrets.cartographerPasswordFile
    };
  };
  const own = access(await enter(CUSTOMER));

  const sftp = await startSftpServer(
    options.sftpPort,
    hostKeyOf(dataDirectory),
    state.customers.values().map(accountOf),
    () => faults.strike('sftp.down') !== undefined
  );
  const { token, file: controlTokenFile } = controlToken(dataDirectory);
  const control: Control = new Control({
    state,
    mailboxes,
    incoming,
    engine,
    ownSystems: new OwnSystems(state, network, options.copies),
    faults,
    expireTokens: () => grid.expireTokens(),
    changeHostKey: () => {
      sftp.changeHostKey(replaceHostKey(dataDirectory));
      return sftp.hostKeySha256;
    },
    addCustomer: async (wanted) => {
      checkCustomer(wanted, state);
      const customer = await enter(wanted);
      sftp.add(accountOf(customer));
      return access(customer);
    }
  });
  const gateway = {
    state,
    network,
    agreements,
    provisioning,
    idempotency: new Idempotency(store),
    paths: gatewayPaths
  };
  const grid = gridApp({
    state,
    mailboxes,
    control,
    mailbox: MAILBOX,
    controlToken: token,
    users,
    references,
    gateway,
    secretsOf
  });
  const http = await new Promise<Server>((resolve, reject) => {
    const server = grid.app.listen(options.httpPort, '127.0.0.1', (error) => (error ? reject(error) : resolve(server)));
  });
  state.clock.start();
  // What was left in the folders when the simulator ended is taken up again.
  for (const { mailbox } of state.customers.values()) {
    if ((await mailboxes.files(mailbox, 'incoming')).length > 0) incoming.plan(mailbox);
  }
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    get sftp() {
      const { port, hostKeySha256 } = sftp;
      return { host: '127.0.0.1', port, user: MAILBOX, passwordFile: own.sftpPasswordFile, hostKeySha256 };
    },
    clientId: own.clientId,
    clientSecretFile: own.clientSecretFile,
    mailbox: MAILBOX,
    companyId: own.companyId,
    cartographer: {
      user: own.cartographerUser,
      passwordFile: own.cartographerPasswordFile,
      solutionId: own.solutionId
    },
    controlTokenFile,
    mailboxes,
    control,
    close: async () => {
      http.closeAllConnections();
      await Promise.all([sftp.close(), new Promise((resolve) => http.close(resolve)), state.clock.stop()]);
      await incoming.idle();
      store.close();
    }
  };
}

function newCustomer(mailbox: string, companyName: string, addresses: string[], state: GridState): Customer {
  const number = String(state.next('customer')).padStart(6, '0');
  return {
    mailbox,
    companyId: `GC${number}SIM`,
    companyName,
    addresses,
    clientId: `${mailbox}-client`,
    solutionId: `TG16-${mailbox.toUpperCase()}`
  };
}

/** @throws RangeError for a customer that cannot be */
function checkCustomer({ mailbox, addresses }: NewCustomer, state: GridState): void {
  if (typeof mailbox !== 'string' || !MAILBOX_NAME.test(mailbox)) {
    throw new RangeError('mailbox is a name of up to 31 small letters, digits and hyphens');
  }
  if (state.customers.get(mailbox)) throw new RangeError(`there is a customer with mailbox "${mailbox}" already`);
  if (!Array.isArray(addresses) || addresses.length === 0) throw new RangeError('addresses needs one at least');
  const taken = addresses.find((address) => state.customers.find((one) => one.addresses.includes(address)));
  if (taken !== undefined) throw new RangeError(`${taken} belongs to another customer`);
}

/** The user that a company begins with. */
function addOperator(users: Users, { mailbox, companyId }: Customer): void {
  const user = users.add(companyId, `GCPSIM${companyId}`, {
    loginId: `operator@${mailbox}.example`,
    firstName: 'Olga',
    lastName: 'Operator',
    type: 'Web',
    contactInformation: { email: `operator@${mailbox}.example` }
  });
  users.setRoles(user, ['Account Admin', 'Lens Standard role']);
}
