import { startApp } from './app.ts';
import { loadConfig } from './config/load.ts';
import { createLogger, messageOf } from './telemetry/log.ts';
import { startTracing } from './telemetry/tracing.ts';

/** Runs the service until a signal ends it. */
export async function serve(configFile: string): Promise<void> {
  const log = createLogger();
  const flush = await startTracing();
  try {
    const app = await startApp(loadConfig(configFile), log);
    const shutDown = async () => {
      try {
        await app.stop();
        await flush();
        log.info('stopped');
      } catch (error) {
        log.error({ reason: messageOf(error) }, 'stopped with an error');
        process.exitCode = 1;
      }
      if (process.connected) process.disconnect();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void shutDown());
    process.send?.({ msg: 'ready', port: app.httpPort });
    log.info({ port: app.httpPort }, 'ready');
  } catch (error) {
    log.fatal({ reason: messageOf(error) }, 'cannot start');
    // Whatever was started before the failure would keep the process alive.
    process.exit(1);
  }
}
