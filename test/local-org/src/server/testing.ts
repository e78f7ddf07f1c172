import { generateKeyPairSync } from 'node:crypto';
import { SignJWT, importPKCS8 } from 'jose';
import type { ApexRuntime } from '../apex/host.ts';
import { ADMIN_USERNAME } from '../platform/base-data.ts';
import { openTestOrg } from '../platform/testing/test-org.ts';
import type { TestOrg } from '../platform/testing/test-org.ts';
import { ServerContext } from './context.ts';
import { MovableClock } from './movable-clock.ts';
import { OrgHost } from './org-host.ts';

/** The context of a test org's servers, and a consumer that may log in by JWT and by secret. */
export class TestContext extends ServerContext {
  readonly t: TestOrg;
  /** PEM (PKCS 8) of the consumer `middleware`. */
  readonly privateKey: string;
  /** A token of the administrator. */
  readonly token: string;

  constructor(t: TestOrg, apex?: ApexRuntime, clock?: MovableClock) {
    super(new OrgHost(t.org, apex), clock);
    const keys = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' }
    });
    this.sessions.register({
      clientId: 'middleware',
      publicKey: keys.publicKey,
      clientSecret: 'test-secret',
      runAsUsername: ADMIN_USERNAME
    });
    this.t = t;
    this.privateKey = keys.privateKey;
    this.token = this.sessions.create(t.org.users.admin).token;
  }
}

export function testContext(namespace = ''): TestContext {
  const clock = new MovableClock();
  return new TestContext(openTestOrg({ namespace, clock }), undefined, clock);
}

/** A signed assertion; claims given as null are left out. */
export async function assertion(privateKey: string, claims: Record<string, unknown>): Promise<string> {
  const key = await importPKCS8(privateKey, 'RS256');
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(key);
}
