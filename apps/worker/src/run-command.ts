import { openStore, type Store } from '@darkroom/queue';
import { createLogger, redisSettings, secretsOf, SettingsError, systemClock, type HostProcess, type Logger } from '@darkroom/runtime';

import { readConfig, type Config } from './config.ts';

export type CommandDeps = { config: Config; logger: Logger; print: (line: string) => void };

const CONNECT_PATIENCE_MS = 10_000;

/** The store of a command, patient: to fork a large Redis takes longer than a request may. */
export function openCommandStore({ config, logger }: Pick<CommandDeps, 'config' | 'logger'>): Store {
  return openStore({
    ...redisSettings(config),
    prefix: config.REDIS_PREFIX,
    format: config.STORAGE_FORMAT,
    role: 'worker',
    now: () => systemClock.now(),
    logger,
  });
}

/** @throws Error if Redis does not answer within 10 s */
export async function connectCommandStore(store: Store): Promise<void> {
  if (!(await store.connected(CONNECT_PATIENCE_MS))) throw new Error('Redis does not answer');
}

/** Runs a command with the settings of a worker, and sets the exit code: what the command returns, or 2 for wrong settings. */
export async function runCommand(
  host: Pick<HostProcess, 'env' | 'stderr' | 'exitCode'> & Pick<NodeJS.Process, 'stdout' | 'argv'>,
  name: string,
  run: (deps: CommandDeps, words: string[]) => Promise<number>,
): Promise<void> {
  try {
    const config = readConfig(host.env);
    const logger = createLogger({ name, level: 'error', secrets: secretsOf(host.env) });
    host.exitCode = await run({ config, logger, print: (line) => void host.stdout.write(`${line}\n`) }, host.argv.slice(2));
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    host.stderr.write(`${error.message}\n`);
    host.exitCode = 2;
  }
}
