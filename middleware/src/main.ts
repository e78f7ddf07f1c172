import { Command } from 'commander';
import { startApp } from './app.ts';
import { loadConfig } from './config/load.ts';
import { createLogger, messageOf } from './telemetry/log.ts';

const { config } = new Command('trading-grid-middleware')
  .description('Takes Trading Grid documents, translates them, and publishes them to Salesforce.')
  .option('--config <file>', 'configuration file; TGRID_CONFIG names it as well', process.env['TGRID_CONFIG'])
  .parse()
  .opts<{ config?: string }>();

const log = createLogger();
try {
  const app = await startApp(loadConfig(config ?? 'tgrid.json'), log);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void shutDown(() => app.stop()));
  }
  process.send?.({ msg: 'ready', port: app.httpPort });
  log.info({ port: app.httpPort }, 'ready');
} catch (error) {
  log.fatal({ reason: messageOf(error) }, 'cannot start');
  // Whatever was started before the failure would keep the process alive.
  process.exit(1);
}

async function shutDown(stop: () => Promise<void>): Promise<void> {
  try {
    await stop();
    log.info('stopped');
  } catch (error) {
    log.error({ reason: messageOf(error) }, 'stopped with an error');
    process.exitCode = 1;
  }
  if (process.connected) process.disconnect();
}
