import { describe, expect, test } from '@jest/globals';
import { isPublicHost, objectionsTo } from './guard.ts';
import { tenantSchema } from './schema.ts';

const tenant = (changes: Record<string, unknown> = {}) =>
  tenantSchema.parse({
    id: 'acme',
    identifiers: [{ qualifier: 'ZZ', id: 'ACME' }],
    channels: [
      {
        type: 'sftp',
        host: 'sftp.grid.example',
        user: 'acme',
        password: { env: 'TGRID_TENANT_SFTP' },
        hostKeySha256: 'A'.repeat(43)
      }
    ],
    salesforce: {
      loginUrl: 'https://login.salesforce.com',
      clientId: 'c',
      username: 'u@example.com',
      privateKey: { file: '/secrets/acme/key.pem' },
      pubsub: { endpoint: 'api.pubsub.salesforce.com:7443' }
    },
    ...changes
  });

const GRID = { url: 'https://apigrid.opentext.com', clientId: 'c', clientSecret: { env: 'TGRID_TENANT_G' } };

describe('a tenant that comes in over the interface', () => {
  test('is taken when it leads to public hosts and names its own secrets', () => {
    expect(objectionsTo(tenant(), '/secrets')).toEqual([]);
  });

  test.each([
    'localhost',
    'db.internal',
    'printer.local',
    '127.0.0.1',
    '10.0.0.8',
    '169.254.169.254',
    '2130706433',
    '[::1]',
    '::1',
    'metadata',
    'localhost.',
    'db.internal.',
    '0x7f.0.0.1'
  ])('is not led to %s', (host) => {
    expect(isPublicHost(host)).toBe(false);
  });

  test.each([
    [
      'a plain address',
      { salesforce: { ...tenant().salesforce, loginUrl: 'http://login.salesforce.com' } },
      'https://'
    ],
    [
      'a file of the machine',
      { salesforce: { ...tenant().salesforce, privateKey: { file: '/etc/shadow' } } },
      'tenantSecrets'
    ],
    [
      'a way out of the directory',
      { salesforce: { ...tenant().salesforce, privateKey: { file: '/secrets/../etc/x' } } },
      'tenantSecrets'
    ],
    [
      'another variable',
      { salesforce: { ...tenant().salesforce, privateKey: { env: 'DATABASE_URL' } } },
      'TGRID_TENANT_'
    ],
    ['a directory', { channels: [{ type: 'directory', folder: '/etc', processedFolder: '/tmp/x' }] }, 'directory'],
    [
      'a guide of its own',
      { partners: [{ identifier: { qualifier: 'ZZ', id: 'B' }, guides: ['/etc/passwd'] }] },
      'guides'
    ],
    ['an inner gateway', { grid: { ...GRID, gateway: { url: 'https://169.254.169.254' } } }, 'grid.gateway.url'],
    [
      'an inner Cartographer',
      {
        grid: {
          ...GRID,
          cartographer: {
            url: 'https://10.0.0.8',
            user: 'u',
            password: { env: 'TGRID_TENANT_P' },
            solutionId: 's',
            entity: 'e'
          }
        }
      },
      'grid.cartographer.url'
    ],
    [
      'an inner host',
      { salesforce: { ...tenant().salesforce, pubsub: { endpoint: '10.1.1.1:443', tls: true } } },
      'public host'
    ]
  ])('with %s is refused', (_what, changes, words) => {
    expect(objectionsTo(tenant(changes), '/secrets').join('\n')).toContain(words);
  });
});
