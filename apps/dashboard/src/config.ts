import { callsSettings } from '@darkroom/api/config';
import { checkArchive, HttpUrl, Port, readSettings, sharedSettings, TrustProxy, type Environment } from '@darkroom/runtime';
import { z } from 'zod';

const Config = z
  .object({
    ...sharedSettings,
    PORT: Port.default(3001),
    /** Which proxies in front say truly where a request comes from. */
    TRUST_PROXY: TrustProxy.default(false),
    DASHBOARD_USER: z.string().regex(/^[^:\s\p{C}]{1,100}$/u, 'must be 1 to 100 characters, without spaces and colons'),
    DASHBOARD_PASSWORD: z.string().min(8, 'must be at least 8 characters').max(200, 'must be at most 200 characters'),
    /** Where callers reach the API, for commands that pages show. Unset: on the host of the dashboard. */
    DASHBOARD_API_URL: HttpUrl.optional(),
    /** A provider of identities (OpenID Connect) by which people may log in, too. */
    OIDC_ISSUER: z.string().refine(isIssuer, 'must be an https:// URL, or http:// on this machine').optional(),
    OIDC_CLIENT_ID: z.string().min(1).max(500).optional(),
    OIDC_CLIENT_SECRET: z.string().min(1).max(2_000).optional(),
    // Pages act by the calls of the API. Without Getty's key everything works that does not ask Getty.
    ...callsSettings,
  })
  .refine((settings) => (settings.GETTY_API_KEY === undefined) === (settings.GETTY_API_SECRET === undefined), {
    path: ['GETTY_API_SECRET'],
    error: 'goes together with GETTY_API_KEY: set both or neither',
  })
  .refine(({ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: id, OIDC_CLIENT_SECRET: secret }) => !issuer === !id && !id === !secret, {
    path: ['OIDC_ISSUER'],
    error: 'goes together with OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: set all or none',
  });

export type Config = z.infer<typeof Config>;

/** Reads the dashboard's settings. @throws SettingsError */
export function readConfig(environment: Environment): Config {
  return readSettings(Config, environment, checkArchive);
}

/** What a provider says of people is only as good as the way that it comes. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}
