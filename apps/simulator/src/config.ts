import { HttpUrl, integer, Port, readSettings, SettingsError, sharedSettings, type Environment } from '@darkroom/runtime';
import { z } from 'zod';

import { SETTING_NAMES, Settings } from './settings.ts';

const PREFIX = 'SIMULATOR_';

const Config = z.object({
  PORT: Port.default(4010),
  LOG_LEVEL: sharedSettings.LOG_LEVEL,
  SHUTDOWN_GRACE: sharedSettings.SHUTDOWN_GRACE,
  /** Address to listen on; unset: all. */
  SIMULATOR_HOST: z.string().optional(),
  /** The prefix of Getty's paths. */
  SIMULATOR_PATH_PREFIX: z
    .string()
    .regex(/^(\/[\w.-]+)*$/, 'must be empty or a path such as /v3')
    .default('/v3'),
  /** The base of file URLs; unset: the address that the client used. */
  SIMULATOR_PUBLIC_URL: HttpUrl.optional(),
  /** If set, the only accepted key (client id) and secret; otherwise any is accepted. */
  SIMULATOR_API_KEY: z.string().optional(),
  SIMULATOR_API_SECRET: z.string().optional(),
  /** Seed of all random draws. */
  SIMULATOR_SEED: integer(0, 4_294_967_295).default(1),
  /** The file that keeps effects for the next start; unset: memory only. */
  SIMULATOR_STATE_FILE: z.string().min(1).optional(),
  /** The number of generations kept in memory; older ones are unknown (404). */
  SIMULATOR_MAX_GENERATIONS: integer(1, 1_000_000).default(50_000),
});

export type Config = z.infer<typeof Config> & { settings: Settings };

/** Reads the simulator's settings. Any unknown variable with the prefix `SIMULATOR_` is a mistake. @throws SettingsError */
export function readConfig(environment: Environment): Config {
  const config = readSettings(Config, environment);
  const given: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith(PREFIX) || variable in Config.shape || !text) continue;
    const name = variable.slice(PREFIX.length).toLowerCase();
    if (SETTING_NAMES.some((known) => known === name)) given[name] = fromText(text);
    else problems.push(`${variable}: no such setting`);
  }
  const settings = Settings.safeParse(given);
  for (const issue of settings.error?.issues ?? []) {
    const [name, ...rest] = issue.path.map(String);
    problems.push(`${PREFIX}${name?.toUpperCase()}${rest.map((part) => `.${part}`).join('')}: ${issue.message}`);
  }
  if (!settings.success || problems.length > 0) throw new SettingsError(problems);
  return { ...config, settings: settings.data };
}

/** Numbers, true, false, null and lists are written as JSON; anything else is text. */
function fromText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
