import { callsSettings } from '@darkroom/api/config';
import { checkArchive, HttpUrl, Port, readSettings, sharedSettings, TrustProxy, type Environment } from '@darkroom/runtime';
import { z } from 'zod';

const Config = z
  .object({
    ...sharedSettings,
    PORT: Port.default(3001),
    /** Which proxies in front say truly where a request comes from. */
    TRUST_PROXY: TrustProxy.default(false),
    DASHBOARD_USER: z.string().regex(/^[^:\p{Cc}]{1,100}$/u, 'must be 1 to 100 characters without a colon'),
    DASHBOARD_PASSWORD: z.string().min(8, 'must be at least 8 characters').max(200, 'must be at most 200 characters'),
    /** Where callers reach the API, for commands that pages show. Unset: on the host of the dashboard. */
    DASHBOARD_API_URL: HttpUrl.optional(),
    // Pages act by the calls of the API. Without Getty's key everything works that does not ask Getty.
    ...callsSettings,
  })
  .refine((settings) => (settings.GETTY_API_KEY === undefined) === (settings.GETTY_API_SECRET === undefined), {
    path: ['GETTY_API_SECRET'],
    error: 'goes together with GETTY_API_KEY: set both or neither',
  });

export type Config = z.infer<typeof Config>;

/** Reads the dashboard's settings. @throws SettingsError */
export function readConfig(environment: Environment): Config {
  return readSettings(Config, environment, checkArchive);
}
