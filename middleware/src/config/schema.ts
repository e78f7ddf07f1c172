import { z } from 'zod';
import { secretReference } from './secret.ts';

const port = z.int().min(0).max(65_535);

const identifier = z.strictObject({ qualifier: z.string().min(1).max(4), id: z.string().min(1).max(35) });

const mailbox = z.strictObject({
  host: z.string().min(1),
  port: port.default(22),
  user: z.string().min(1),
  password: secretReference.optional(),
  privateKey: secretReference.optional(),
  /** SHA-256 fingerprint of the server's key, as `ssh-keygen -l` prints it after `SHA256:`. */
  hostKeySha256: z.string().regex(/^[A-Za-z0-9+/]{43}=?$/, 'must be 43 characters of base64, without "SHA256:"'),
  folder: z.string().startsWith('/').default('/outgoing'),
  processedFolder: z.string().startsWith('/').default('/processed'),
  /** move: a file goes to the processed folder once it is stored. keep: the mailbox is only read. */
  mode: z.enum(['move', 'keep']).default('move'),
  pollSeconds: z.number().positive().default(2),
  /** Between the two looks that must agree on a file before it is taken. */
  settleSeconds: z.number().positive().default(0.4)
});

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
    .default('67.0')
});

const partner = z.strictObject({
  identifier,
  /** Files of overlays that change the guides and maps for this partner's documents. */
  guides: z.array(z.string().min(1)).default([]),
  maps: z.array(z.string().min(1)).default([])
});

const tenant = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 small letters, digits or hyphens'),
  identifiers: z.array(identifier).min(1),
  duplicates: z
    .strictObject({
      action: z.enum(['hold', 'warn', 'ignore']).default('hold'),
      lookBackDays: z.number().positive().default(90)
    })
    .prefault({}),
  partners: z.array(partner).default([]),
  mailbox,
  salesforce
});

/** The configuration file. Every secret in it is a reference. */
export const configSchema = z.strictObject({
  database: z.union([z.strictObject({ directory: z.string().min(1) }), z.strictObject({ url: secretReference })]),
  http: z.strictObject({ port: port.default(0), token: secretReference }),
  /** Holds files while they are fetched. */
  spoolDirectory: z.string().min(1).default('spool'),
  /** How long a business key rests after a document of it could not be delivered. */
  parkSeconds: z.number().positive().default(300),
  tenants: z.array(tenant).min(1).max(1, 'this release serves one tenant')
});

export type Config = z.infer<typeof configSchema>;
export type TenantConfig = Config['tenants'][number];
export type PartnerConfig = TenantConfig['partners'][number];
export type MailboxConfig = TenantConfig['mailbox'];
export type SalesforceConfig = TenantConfig['salesforce'];
