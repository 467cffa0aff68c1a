import { ApiKeys, gettySettings, Port, readSettings, sharedSettings, type Environment } from '@darkroom/runtime';
import { z } from 'zod';

const Config = z.object({
  ...sharedSettings,
  PORT: Port.default(3000),
  /** Who may call: key → tenant. */
  DARKROOM_API_KEYS: ApiKeys,
  ...gettySettings,
  // Jobs are taken in without Getty; only fresh picture URLs and download sizes are asked of it here.
  GETTY_API_KEY: gettySettings.GETTY_API_KEY.optional(),
  GETTY_API_SECRET: gettySettings.GETTY_API_SECRET.optional(),
});

export type Config = z.infer<typeof Config>;

/** @throws SettingsError naming every wrong setting */
export function readConfig(environment: Environment): Config {
  return readSettings(Config, environment);
}
