import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { ApiKeys, integer, readSecretFiles, readSettings, sharedSettings, SettingsError, type Environment } from '@darkroom/runtime';
import { z } from 'zod';

import { StartError } from './start-error.ts';

const USAGE = `Usage: npm start -- [options]
  --no-demo      start without the first generation and download
  --spend        with GETTY_API_KEY set: run them on the Getty account without asking
  --home <dir>   where data, settings, logs and pictures are kept (default: .darkroom)
Settings are environment variables: docs/operations/settings.md.`;

const Settings = z.object({
  /** The port of the API; the others are relative to it. */
  PORT: integer(1, 65_525).default(3000),
  LOG_LEVEL: sharedSettings.LOG_LEVEL,
  REDIS_URL: sharedSettings.REDIS_URL.optional(),
  DARKROOM_API_KEYS: ApiKeys.optional(),
  GETTY_API_KEY: z.string().optional(),
});

export type Config = {
  demo: boolean;
  /** Spend on a real Getty account without asking. */
  spend: boolean;
  /** Directory for everything that is kept between starts. */
  home: string;
  /** Whether the real Getty is called instead of the simulator. */
  realGetty: boolean;
  ports: Ports;
  /** The environment of the apps, with our settings added. */
  environment: Environment;
};

export type Ports = Record<'api' | 'dashboard' | 'worker' | 'notifier' | 'simulator', number>;

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** @throws SettingsError, or StartError for unknown options */
export function readConfig(args: string[], given: Environment): Config {
  // The apps get the secrets themselves, beside those that are kept.
  const { environment, problems } = readSecretFiles(given);
  if (problems.length > 0) throw new SettingsError(problems);
  const options = readOptions(args);
  const settings = readSettings(Settings, environment);
  const api = settings.PORT;
  return {
    demo: !options['no-demo'],
    spend: options.spend,
    home: resolve(options.home),
    realGetty: settings.GETTY_API_KEY !== undefined,
    ports: {
      api,
      dashboard: api + 1,
      worker: api + 2,
      notifier: api + 3,
      simulator: environment.PORT ? api + 10 : 4010,
    },
    environment,
  };
}

function readOptions(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        'no-demo': { type: 'boolean', default: false },
        spend: { type: 'boolean', default: false },
        home: { type: 'string', default: `${root}.darkroom` },
      },
    }).values;
  } catch (error) {
    throw new StartError(`${(error as Error).message}\n\n${USAGE}`);
  }
}
