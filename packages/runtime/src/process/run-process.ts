import { openTelemetry, type Problem, type Telemetry } from '@darkroom/telemetry';

import { freeMemoryWhenIdle } from './free-memory.ts';
import { createLogger, type Logger } from '../log/logger.ts';
import { processIdentity } from './process-identity.ts';
import { secretsOf } from '../settings/secret-settings.ts';
import type { Service } from './service.ts';
import { SettingsError, type Environment } from '../settings/settings.ts';
import { readTelemetry } from '../settings/telemetry-settings.ts';

/** The part of Node's `process` that an app may use, only through its `main.ts`. */
export type HostProcess = Pick<NodeJS.Process, 'on' | 'exit' | 'stderr'> & { env: Environment; exitCode?: NodeJS.Process['exitCode'] };

/** Ends the process with code 1: for faults that only a restart can fix. `event` is the name of the log line. */
export type Fail = (error: unknown, event: string) => void;

/** For an app inside another process: throws the error as an uncaught one, for the listeners of that process. */
export const failByThrowing: Fail = (error) => {
  throw error;
};

/** `telemetry`: set if settings name a receiver. */
export type AppFactory<Config> = (
  config: Config,
  deps: { logger: Logger; fail: Fail; telemetry?: Telemetry | undefined },
) => Service | Promise<Service>;

type ProcessConfig = { LOG_LEVEL: string; SHUTDOWN_GRACE: number } & Parameters<typeof readTelemetry>[0];

/**
 * Runs one app as this process: reads its settings, starts it, and stops it on SIGTERM or SIGINT. Exit codes: 0 stopped in order, 1 a
 * fault, 2 wrong settings. What has not stopped within `SHUTDOWN_GRACE` is cut off. Every app can be killed at any point without loss, so a
 * slow stop is only logged.
 */
export async function runProcess<Config extends ProcessConfig>(
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

  const telemetry = await openTelemetry(readTelemetry(config), processIdentity(app.name), (problem) => reportProblem(logger, problem));
  const logger: Logger = createLogger({
    name: app.name,
    level: config.LOG_LEVEL,
    secrets: secretsOf(host.env),
    moment: telemetry?.logFields,
  });
  const fail: Fail = (error, event) => {
    logger.fatal({ error }, event);
    host.exit(1);
  };
  host.on('uncaughtException', (error) => fail(error, 'process.uncaught_exception'));
  host.on('unhandledRejection', (error) => fail(error, 'process.unhandled_rejection'));

  try {
    const service = await app.create(config, { logger, fail, telemetry });
    const stop = async (signal: string) => {
      logger.info({ signal }, 'process.stopping');
      endFreeing();
      setTimeout(() => {
        logger.warn({ graceMs: config.SHUTDOWN_GRACE }, 'process.grace_over');
        host.exit(0);
      }, config.SHUTDOWN_GRACE).unref();
      await service.stop().catch((error: unknown) => fail(error, 'process.stop_failed'));
      await telemetry?.stop();
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

/** Traces and metrics were not taken: they are lost, and nothing else. */
function reportProblem(logger: Logger, { of, times, error }: Problem): void {
  logger.warn({ of, times, error }, 'telemetry.not_sent');
}
