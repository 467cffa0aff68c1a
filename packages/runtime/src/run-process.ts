import { freeMemoryWhenIdle } from './free-memory.ts';
import { createLogger, type Logger } from './logger.ts';
import { secretsOf } from './secret-settings.ts';
import type { Service } from './service.ts';
import { SettingsError, type Environment } from './settings.ts';

/** The part of Node's `process` that an app may use, only through its `main.ts`. */
export type HostProcess = Pick<NodeJS.Process, 'on' | 'exit' | 'stderr'> & { env: Environment; exitCode?: NodeJS.Process['exitCode'] };

/** Ends the process with code 1: for faults that only a restart can fix. `event` is the name of the log line. */
export type Fail = (error: unknown, event: string) => void;

/** For an app inside another process: throws the error as an uncaught one, for the listeners of that process. */
export const failByThrowing: Fail = (error) => {
  throw error;
};

export type AppFactory<Config> = (config: Config, deps: { logger: Logger; fail: Fail }) => Service | Promise<Service>;

/**
 * Runs one app as this process: reads its settings, starts it, and stops it on SIGTERM or SIGINT. Exit codes: 0 stopped in order, 1 a
 * fault, 2 wrong settings. What has not stopped within `SHUTDOWN_GRACE` is cut off. Every app can be killed at any point without loss, so a
 * slow stop is only logged.
 */
export async function runProcess<Config extends { LOG_LEVEL: string; SHUTDOWN_GRACE: number }>(
  host: HostProcess,
  app: { name: string; readConfig: (environment: Environment) => Config; create: AppFactory<Config> },
): Promise<void> {
  let config: Config;
  try {
    config = app.readConfig(host.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    host.stderr.write(`${error.message}\n`);
    host.exit(2);
    return;
  }

  const logger = createLogger({ name: app.name, level: config.LOG_LEVEL, secrets: secretsOf(host.env) });
  const fail: Fail = (error, event) => {
    logger.fatal({ error }, event);
    host.exit(1);
  };
  host.on('uncaughtException', (error) => fail(error, 'process.uncaught_exception'));
  host.on('unhandledRejection', (error) => fail(error, 'process.unhandled_rejection'));

  try {
    const service = await app.create(config, { logger, fail });
    const stop = async (signal: string) => {
      logger.info({ signal }, 'process.stopping');
      endFreeing();
      setTimeout(() => {
        logger.warn({ graceMs: config.SHUTDOWN_GRACE }, 'process.grace_over');
        host.exit(0);
      }, config.SHUTDOWN_GRACE).unref();
      await service.stop().catch((error: unknown) => fail(error, 'process.stop_failed'));
      logger.info('process.stopped');
      host.exit(0);
    };
    let stopping: Promise<void> | undefined;
    const endFreeing = freeMemoryWhenIdle();
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      host.on(signal, () => {
        stopping ??= stop(signal);
      });
    }
    await service.start();
    logger.info('process.started');
  } catch (error) {
    fail(error, 'process.start_failed');
  }
}
