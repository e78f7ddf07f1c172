import { Command, InvalidArgumentError } from 'commander';
import { startSimulator } from './simulator.ts';

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new InvalidArgumentError('a port is 0 to 65535');
  return value;
}

const { data, httpPort, sftpPort, copies } = new Command('trading-grid')
  .description(
    'A stand-in for Trading Grid on this machine: mailboxes over SFTP, Lens, Community, Cartographer, and partners that answer.'
  )
  .requiredOption('--data <directory>', 'where mailboxes, host key and secrets are kept')
  .option('--http-port <port>', 'port of the HTTP interfaces; 0 takes a free one', port, 0)
  .option('--sftp-port <port>', 'port of the SFTP server; 0 takes a free one', port, 0)
  .option('--copies <directory>', "gets a copy of what the customer's own business software sends")
  .parse()
  .opts<{ data: string; httpPort: number; sftpPort: number; copies?: string }>();

const simulator = await startSimulator({ dataDirectory: data, httpPort, sftpPort, copies });
const { url, sftp, clientId, clientSecretFile, mailbox, companyId, cartographer, controlTokenFile } = simulator;
const addresses = { url, sftp, clientId, clientSecretFile, mailbox, companyId, cartographer, controlTokenFile };
process.stdout.write(`${JSON.stringify({ ready: true, ...addresses })}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void simulator.close());
}
