import { generateKeyPairSync } from 'node:crypto';
import { SignJWT, importPKCS8 } from 'jose';
import { ADMIN_USERNAME } from '../platform/base-data.ts';
import { openTestOrg } from '../platform/testing/test-org.ts';
import type { TestOrg } from '../platform/testing/test-org.ts';
import type { ServerContext } from './context.ts';
import { Sessions } from './sessions.ts';
import { UsageCounters } from './usage.ts';

/** A test org with the context of its servers, and a consumer that may log in by JWT and by secret. */
export interface TestContext extends ServerContext {
  t: TestOrg;
  /** PEM (PKCS 8) of the consumer `middleware`. */
  privateKey: string;
  /** A token of the administrator. */
  token: string;
}

export function testContext(namespace = ''): TestContext {
  const t = openTestOrg({ namespace });
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' }
  });
  const sessions = new Sessions(t.org.organizationId);
  sessions.register({
    clientId: 'middleware',
    publicKey: keys.publicKey,
    clientSecret: 'test-secret',
    runAsUsername: ADMIN_USERNAME
  });
  const { token } = sessions.create(t.org.users.admin);
  return { t, org: t.org, sessions, usage: new UsageCounters(), privateKey: keys.privateKey, token };
}

/** A signed assertion; claims given as null are left out. */
export async function assertion(privateKey: string, claims: Record<string, unknown>): Promise<string> {
  const key = await importPKCS8(privateKey, 'RS256');
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(key);
}
