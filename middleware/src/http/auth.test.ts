import { expect, test } from '@jest/globals';
import { Clients } from './auth.ts';

test('a token that cannot be read keeps no other client out', () => {
  const gone = () => {
    throw new Error('no such file');
  };
  const clients = new Clients([
    { name: 'monitoring', role: 'viewer', tenants: null, token: gone },
    { name: 'operator', role: 'operator', tenants: null, token: () => 'secret' }
  ]);
  expect(clients.find('Bearer secret')?.name).toBe('operator');
  expect(clients.find('Bearer other')).toBeUndefined();
});
