import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readdress } from './readdress.ts';
import { type Simulator, startSimulator } from './simulator.ts';

const ISA = 'ISA*00*          *00*          *ZZ*TGBUYER        *ZZ*TGSELLER       *260105*0930*U*00401*000000101*0*P*>';
const FILE = `${ISA}~\nGS*PO*TGBUYER*TGSELLER*20260105*0930*1*X*004010~\nGE*0*1~\nIEA*1*000000101~\n`;

let directory: string;
let simulator: Simulator;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-simulator-'));
  simulator = await startSimulator({ dataDirectory: directory, httpPort: 0, sftpPort: 0 });
});

afterAll(async () => {
  await simulator.close();
  await rm(directory, { recursive: true, force: true });
});

const inMailbox = (...parts: string[]) => path.join(simulator.mailboxes.root('tgseller'), ...parts);

async function token(secret?: string): Promise<Response> {
  const basic = Buffer.from(
    `${simulator.clientId}:${secret ?? (await readFile(simulator.clientSecretFile, 'utf8'))}`
  ).toString('base64');
  const url = `${simulator.url}/v1/oauth2/tokens?grant_type=client_credentials`;
  return fetch(url, { method: 'POST', headers: { authorization: `Basic ${basic}` } });
}

describe('HTTP', () => {
  test('client credentials give a token, with which a document is put into the mailbox', async () => {
    const { access_token, token_type } = (await (await token()).json()) as Record<string, string>;
    expect(token_type).toBe('Bearer');
    const put = (query: string, bearer = access_token ?? '') =>
      fetch(`${simulator.url}/mailboxes/${query}`, {
        method: 'POST',
        body: FILE,
        headers: { authorization: `Bearer ${bearer}` }
      });
    const put1 = await put('tgseller/outgoing?filename=../../po.edi');
    expect([put1.status, await put1.json()]).toEqual([201, { file: '/outgoing/po.edi', size: FILE.length }]);
    expect(await readFile(inMailbox('outgoing', 'po.edi'), 'utf8')).toBe(FILE);
    const statuses = [
      put('nobody/outgoing?filename=a'),
      put('tgseller/outgoing'),
      put('tgseller/outgoing?filename=a', 'x')
    ];
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([404, 400, 401]);
    expect((await put('tgseller/outgoing?filename=a&as=WAY-TOO-LONG-FOR-ISA')).status).toBe(422);
  });

  test('documents of 200 MB are taken, and names that are none are refused', async () => {
    const { access_token } = (await (await token()).json()) as Record<string, string>;
    const put = (filename: string, body: Buffer) =>
      fetch(`${simulator.url}/mailboxes/tgseller/outgoing?filename=${encodeURIComponent(filename)}`, {
        method: 'POST',
        body: new Uint8Array(body),
        headers: { authorization: `Bearer ${access_token ?? ''}` }
      });
    const size = 200_000_000;
    expect(await (await put('large.edi', Buffer.alloc(size))).json()).toEqual({ file: '/outgoing/large.edi', size });
    const names = ['..', 'a\u0000b', 'x'.repeat(300)];
    const refused = await Promise.all(names.map((name) => put(name, Buffer.from(FILE))));
    expect(refused.map(({ status }) => status)).toEqual([422, 422, 422]);
    expect((await readdir(directory)).filter((name) => name.startsWith('draft'))).toEqual([]);
    await rm(inMailbox('outgoing', 'large.edi'));
  });

  test('two documents of one name at the same time are both kept', async () => {
    const names = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        simulator.mailboxes.deliver('tgseller', 'same.edi', Buffer.from(`${index}`))
      )
    );
    expect(new Set(names).size).toBe(10);
    const contents = await Promise.all(names.map((name) => readFile(inMailbox('outgoing', name), 'utf8')));
    expect(new Set(contents).size).toBe(10);
  });

  test('a wrong secret gives none', async () => {
    expect((await token('wrong')).status).toBe(401);
  });

  test('secrets can be read by their owner only', async () => {
    for (const file of [simulator.clientSecretFile, simulator.sftp.passwordFile])
      expect((await stat(file)).mode & 0o077).toBe(0);
  });
});

describe('re-addressing', () => {
  const globex = { qualifier: 'ZZ', id: 'TGGLOBEX' };
  const us = { qualifier: '01', id: 'US' };
  const changed = (text: string) => readdress(Buffer.from(text, 'latin1'), globex, us).toString('latin1');

  test('replaces sender and receiver of every interchange and group, and nothing else', () => {
    const expected = FILE.replace(
      'ZZ*TGBUYER        *ZZ*TGSELLER       ',
      'ZZ*TGGLOBEX       *01*US             '
    ).replace('GS*PO*TGBUYER*TGSELLER', 'GS*PO*TGGLOBEX*US');
    expect(changed(FILE)).toBe(expected);
    expect(changed(`\u00ef\u00bb\u00bf${FILE}\n${FILE}`)).toBe(`\u00ef\u00bb\u00bf${expected}\n${expected}`);
    expect(changed(FILE.replaceAll('~\n', '\n'))).toBe(expected.replaceAll('~\n', '\n'));
    expect(changed(FILE.replace('TGBUYER        ', 'TGBUYER'))).toBe(expected);
  });

  test('says when there is nothing to re-address', () => {
    expect(() => changed('hello')).toThrow('no ISA segment');
    expect(() => changed('ISA*00*')).toThrow('incomplete');
  });
});

const hasSftp = spawnSync('sftp', ['-V']).error === undefined;

describe('OpenSSH’s sftp', () => {
  if (!hasSftp) {
    test.skip('needs the sftp program: install openssh-client', () => undefined);
    return;
  }
  let key: string;
  let second: Simulator;

  beforeAll(async () => {
    const data = path.join(directory, 'second');
    await mkdir(data);
    key = path.join(directory, 'id');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    await writeFile(path.join(data, 'authorized_keys'), await readFile(`${key}.pub`));
    second = await startSimulator({ dataDirectory: data, httpPort: 0, sftpPort: 0, settings: { sweepSeconds: 3600 } });
  });

  afterAll(() => second.close());

  const drive = async (commands: string[], identity = key) => {
    const batch = path.join(directory, 'batch');
    await writeFile(batch, commands.join('\n'));
    const { host, port, user } = second.sftp;
    const options = [
      'StrictHostKeyChecking=no',
      'UserKnownHostsFile=/dev/null',
      `IdentityFile=${identity}`,
      'IdentitiesOnly=yes',
      'BatchMode=yes'
    ];
    const args = [...options.flatMap((option) => ['-o', option]), '-P', String(port), '-b', batch, `${user}@${host}`];
    return new Promise<{ failed: boolean; output: string }>((resolve) => {
      execFile('sftp', args, { cwd: directory }, (error, output, errors) =>
        resolve({ failed: error !== null, output: output + errors })
      );
    });
  };

  test('lists, sends, fetches, renames and removes, and stays inside the mailbox', async () => {
    await writeFile(path.join(directory, 'big'), Buffer.alloc(300_000, 'x'));
    const { failed, output } = await drive([
      'pwd',
      'ls -l /',
      'cd incoming',
      'put -p big first.edi',
      'rename first.edi second.edi',
      'get second.edi back.edi',
      'mkdir sub',
      'rmdir sub',
      'cd ../../../..',
      'pwd',
      'put big /../../outside.edi',
      'rm /incoming/second.edi'
    ]);
    expect([failed, output.match(/Remote working directory: \/\n/g)]).toEqual([
      false,
      expect.arrayContaining([expect.any(String), expect.any(String)])
    ]);
    for (const folder of ['incoming', 'outgoing', 'processed']) expect(output).toContain(folder);
    expect((await readFile(path.join(directory, 'back.edi'))).length).toBe(300_000);
    expect(existsSync(path.join(second.mailboxes.root('tgseller'), 'outside.edi'))).toBe(true);
    expect(existsSync(path.join(second.mailboxes.root('tgseller'), 'incoming', 'second.edi'))).toBe(false);
  });

  test('a symbolic link that lies in the mailbox leads nowhere', async () => {
    const mailbox = second.mailboxes.root('tgseller');
    await writeFile(path.join(directory, 'secret'), 'secret');
    await symlink(path.join(directory, 'secret'), path.join(mailbox, 'outgoing', 'link.edi'));
    await symlink(directory, path.join(mailbox, 'outgoing', 'folder'));
    const attempts = [
      'get /outgoing/link.edi',
      'get /outgoing/folder/secret',
      'put big /outgoing/folder/new',
      'ls /outgoing/folder'
    ];
    for (const attempt of attempts) {
      expect([attempt, (await drive([attempt])).failed]).toEqual([attempt, true]);
    }
    expect([existsSync(path.join(directory, 'link.edi')), existsSync(path.join(directory, 'new'))]).toEqual([
      false,
      false
    ]);
  });

  test('a file that is not there is told as that', async () => {
    expect(await drive(['get /outgoing/none.edi'])).toMatchObject({
      failed: true,
      output: expect.stringMatching(/not found|No such file/)
    });
  });

  test('another key is refused', async () => {
    const other = path.join(directory, 'other');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', other]);
    expect(await drive(['pwd'], other)).toMatchObject({
      failed: true,
      output: expect.stringContaining('Permission denied')
    });
  });

  test('the fingerprint that is reported is the one that OpenSSH sees', async () => {
    const known = path.join(directory, 'known_hosts');
    const { host, port, user, hostKeySha256 } = second.sftp;
    await new Promise<void>((resolve) => {
      const options = [
        'StrictHostKeyChecking=no',
        `UserKnownHostsFile=${known}`,
        'HashKnownHosts=no',
        `IdentityFile=${key}`,
        'BatchMode=yes'
      ];
      const args = [
        ...options.flatMap((option) => ['-o', option]),
        '-P',
        String(port),
        '-b',
        '/dev/null',
        `${user}@${host}`
      ];
      execFile('sftp', args, () => resolve());
    });
    expect(execFileSync('ssh-keygen', ['-l', '-f', known], { encoding: 'utf8' })).toContain(`SHA256:${hostKeySha256}`);
  });
});
