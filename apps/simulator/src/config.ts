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
  /** What Getty's paths begin with. */
  SIMULATOR_PATH_PREFIX: z
    .string()
    .regex(/^(\/[\w.-]+)*$/, 'must be empty or a path such as /v3')
    .default('/v3'),
  /** What URLs of files begin with; unset: the address the client used. */
  SIMULATOR_PUBLIC_URL: HttpUrl.optional(),
  /** When set, the only key (client id) and secret taken; else any is. */
  SIMULATOR_API_KEY: z.string().optional(),
  SIMULATOR_API_SECRET: z.string().optional(),
  /** Where all random draws start. */
  SIMULATOR_SEED: integer(0, 4_294_967_295).default(1),
  /** Where effects are kept for the next start; unset: in memory only. */
  SIMULATOR_STATE_FILE: z.string().min(1).optional(),
  /** The newest generations kept in memory; older ones are unknown (404). */
  SIMULATOR_MAX_GENERATIONS: integer(1, 1_000_000).default(50_000),
});

export type Config = z.infer<typeof Config> & { settings: Settings };

/** Reads the simulator's settings. Any other variable that begins with `SIMULATOR_` is a slip. @throws SettingsError */
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

/** Numbers, true, false, null and lists are written as JSON; what is not JSON is text. */
function fromText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
