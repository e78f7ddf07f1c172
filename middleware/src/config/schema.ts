import { z } from 'zod';
import { GATEWAY_PATHS, type GatewayPaths, XREF_COLUMNS } from './grid.ts';
import { secretReference } from './secret.ts';

const port = z.int().min(0).max(65_535);
const absolute = z.string().startsWith('/');
const share = z.number().min(0).max(1);

const GATEWAY_OPERATIONS = Object.keys(GATEWAY_PATHS) as [keyof GatewayPaths, ...(keyof GatewayPaths)[]];

const identifier = z.strictObject({ qualifier: z.string().min(1).max(4), id: z.string().min(1).max(35) });

/** Name of a channel in the journal, in logs and metrics. */
const channelName = z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 small letters, digits or hyphens');

const mailboxSettings = {
  /** move: a file goes to the processed folder once it is stored. keep: the mailbox is only read. */
  mode: z.enum(['move', 'keep']).default('move'),
  pollSeconds: z.number().positive().default(2),
  /** Between the two looks that must agree on a file before it is taken. */
  settleSeconds: z.number().positive().default(0.4),
  /** Whether it brings history: read last, and without notifications. */
  backfill: z.boolean().default(false),
  /** An alert is raised when nothing came for so long. */
  silenceHours: z.number().positive().optional()
};

const sftp = z
  .strictObject({
    type: z.literal('sftp'),
    name: channelName.default('sftp'),
    host: z.string().min(1),
    port: port.default(22),
    user: z.string().min(1),
    password: secretReference.optional(),
    privateKey: secretReference.optional(),
    /** SHA-256 fingerprint of the server's key, as `ssh-keygen -l` prints it after `SHA256:`. */
    hostKeySha256: z.string().regex(/^[A-Za-z0-9+/]{43}=?$/, 'must be 43 characters of base64, without "SHA256:"'),
    folder: absolute.default('/outgoing'),
    /** Where files of ours are put, for what the CRM answers; without it nothing is sent here. */
    sendFolder: absolute.optional(),
    processedFolder: absolute.default('/processed'),
    ...mailboxSettings
  })
  .refine(({ password, privateKey }) => password !== undefined || privateKey !== undefined, {
    message: 'needs a password or a privateKey',
    path: ['password']
  });

const directory = z
  .strictObject({
    type: z.literal('directory'),
    name: channelName.default('directory'),
    folder: z.string().min(1),
    processedFolder: z.string().min(1),
    /** Where files of ours are put, for what the CRM answers; without it nothing is sent here. */
    sendFolder: z.string().min(1).optional(),
    ...mailboxSettings
  })
  .refine(({ folder, processedFolder }) => folder !== processedFolder, {
    message: 'must be another folder than the one that is watched',
    path: ['processedFolder']
  });

const push = z.strictObject({
  type: z.literal('push'),
  name: channelName.default('push'),
  /** Key of the HMAC-SHA256 that each request is signed with; several while the key is changed. */
  secrets: z.array(secretReference).min(1),
  /** How far a request's time may be off. */
  windowSeconds: z.number().positive().max(900).default(300),
  maxBytes: z.int().positive().default(20_000_000),
  backfill: z.boolean().default(false),
  silenceHours: z.number().positive().optional()
});

export const channelSchema = z.discriminatedUnion('type', [sftp, directory, push]);

const salesforce = z.strictObject({
  loginUrl: z.url(),
  clientId: z.string().min(1),
  username: z.string().min(1),
  privateKey: secretReference,
  /** What the JWT is made out to; the login URL unless a sandbox or a test says otherwise. */
  audience: z.string().optional(),
  pubsub: z.strictObject({ endpoint: z.string().min(1), tls: z.boolean().default(true) }),
  namespace: z.enum(['', 'tgrid']).default('tgrid'),
  apiVersion: z
    .string()
    .regex(/^\d{2,3}\.0$/)
    .default('67.0'),
  /** Part of the hourly allocation of events that is kept for documents with an exception. */
  exceptionReserve: share.default(0.05),
  reconciliation: z
    .strictObject({
      /** A published document that the org does not have after so long is published again. */
      afterSeconds: z.number().positive().default(300),
      everySeconds: z.number().positive().default(60),
      /** Part of the org's daily API calls that this may use. */
      apiShare: share.default(0.05)
    })
    .prefault({})
});

/** The interfaces of Trading Grid, for what the CRM asks of it. */
const grid = z.strictObject({
  /** Of Lens, Community and the token service: https://apigrid.opentext.com. */
  url: z.url(),
  clientId: z.string().min(1),
  clientSecret: secretReference,
  /** Of our own company in Community; without it the directory is not asked. */
  companyId: z.string().min(1).optional(),
  /** Cross references; without it none are written. */
  cartographer: z
    .strictObject({
      url: z.url().optional(),
      user: z.string().min(1),
      password: secretReference,
      solutionId: z.string().min(1),
      entity: z.string().min(1),
      /** What the columns of an entry hold, in their order. */
      columns: z.array(z.enum(XREF_COLUMNS)).min(1).default(['qualifier', 'id', 'standard', 'version', 'route']),
      tokenPath: absolute.default('/cartographer/auth/v1/token')
    })
    .optional(),
  /** The customer-specific interface; openapi/customer-gateway.json describes it. */
  gateway: z
    .strictObject({ url: z.url().optional(), paths: z.partialRecord(z.enum(GATEWAY_OPERATIONS), absolute).default({}) })
    .prefault({}),
  /** Before a request that people work on is asked about again. */
  waitSeconds: z.number().positive().default(60),
  /** What Lens tells of documents; without it no statuses are known. */
  lens: z
    .strictObject({
      pollSeconds: z.number().positive().default(30),
      /** How far each look goes back behind the last one. */
      overlapSeconds: z.number().positive().default(300),
      /** Statuses that change within so long are told to the CRM together. */
      settleSeconds: z.number().min(0).default(60)
    })
    .optional()
});

const partner = z.strictObject({
  identifier,
  /** Files of overlays that change the guides and maps for this partner's documents. */
  guides: z.array(z.string().min(1)).default([]),
  maps: z.array(z.string().min(1)).default([]),
  /** An alert is raised when nothing came from this partner for so long. */
  silenceHours: z.number().positive().optional()
});

export const tenantSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 small letters, digits or hyphens'),
    identifiers: z.array(identifier).min(1),
    duplicates: z
      .strictObject({
        action: z.enum(['hold', 'warn', 'ignore']).default('hold'),
        lookBackDays: z.number().positive().default(90)
      })
      .prefault({}),
    partners: z.array(partner).default([]),
    channels: z.array(channelSchema).min(1),
    salesforce,
    grid: grid.optional(),
    /** How long the journal keeps what; nothing is removed that is not finished. */
    retention: z
      .strictObject({
        bytesDays: z.number().positive().default(400),
        documentsDays: z.number().positive().default(400),
        /** Of Lens: what it told of files and documents. */
        statusesDays: z.number().positive().default(400),
        /** Requests of the CRM that are done or failed, and events that could not be read. The org tells an event for 3 days. */
        requestsDays: z.number().min(4).default(400),
        /** When a file was seen in a channel. One whose mailbox is only read keeps them: they say what it has read. */
        receiptsDays: z.number().min(4).default(400)
      })
      .prefault({})
  })
  .superRefine(({ channels }, context) => {
    const names = channels.map(({ name }) => name);
    names.forEach((name, index) => {
      if (names.indexOf(name) !== index)
        context.addIssue({ code: 'custom', message: `another channel is called ${name}`, path: ['channels', index] });
    });
  });

const httpClient = z.strictObject({
  name: z.string().min(1).max(80),
  token: secretReference,
  role: z.enum(['viewer', 'agent', 'operator']),
  /** Those that it may see; all unless given. */
  tenants: z.array(z.string()).optional()
});

const journal = {
  /** Keys that contents are encrypted with; "none" leaves them readable to whoever reads the database. */
  key: z.union([secretReference, z.literal('none')]),
  /** Keys that were used before, for as long as what they encrypted is kept. */
  previousKeys: z.array(secretReference).default([])
};

/** The configuration file. Every secret in it is a reference. */
export const configSchema = z.strictObject({
  database: z.union([
    z.strictObject({ directory: z.string().min(1), ...journal }),
    z.strictObject({
      url: secretReference,
      /** Engine behind the URL. Only postgres is tested here. */
      backend: z.enum(['postgres', 'yugabytedb', 'cockroachdb', 'citus']).default('postgres'),
      /** A statement, or a transaction in which nothing happens, is ended after so long; 0 for never. */
      statementSeconds: z.number().min(0).default(300),
      ...journal
    })
  ]),
  http: z.strictObject({
    port: port.default(0),
    /** Token of the operator, who may do everything. */
    token: secretReference,
    /** Further clients: the package's Named Credential, a monitoring system. */
    clients: z.array(httpClient).default([]),
    /** Directory of secrets that tenants may name who are added over the interface. */
    tenantSecrets: absolute.optional(),
    requestsPerMinute: z.int().positive().default(600)
  }),
  /** Holds files while they are fetched. */
  spoolDirectory: z.string().min(1).default('spool'),
  /** How long a business key rests after a document of it could not be delivered. */
  parkSeconds: z.number().positive().default(300),
  tenants: z.array(tenantSchema).default([])
});

export type Config = z.infer<typeof configSchema>;
export type TenantConfig = Config['tenants'][number];
export type PartnerConfig = TenantConfig['partners'][number];
export type ChannelConfig = TenantConfig['channels'][number];
export type SftpConfig = Extract<ChannelConfig, { type: 'sftp' }>;
export type DirectoryConfig = Extract<ChannelConfig, { type: 'directory' }>;
export type PushConfig = Extract<ChannelConfig, { type: 'push' }>;
export type GridConfig = NonNullable<TenantConfig['grid']>;
export type LensConfig = NonNullable<GridConfig['lens']>;
export type SalesforceConfig = TenantConfig['salesforce'];
