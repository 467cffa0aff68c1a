import { z } from 'zod';

import { HttpUrl } from './settings.ts';

/** Getty's addresses and our credentials, for every process that calls Getty. */
export const gettySettings = {
  GETTY_API_URL: HttpUrl.default('https://api.gettyimages.com'),
  /** The full token URL. */
  GETTY_AUTH_URL: HttpUrl.default('https://authentication.gettyimages.com/oauth2/token'),
  GETTY_PATH_PREFIX: z
    .string()
    .regex(/^(\/[A-Za-z0-9._~-]+)+$/, 'must be a path such as /v3')
    .default('/v3'),
  GETTY_API_KEY: secretText(),
  GETTY_API_SECRET: secretText(),
  /** Set: used to ask for tokens. Unset: client credentials are used. */
  GETTY_REFRESH_TOKEN: secretText().optional(),
};

/** A secret that is sent unchanged: without a space or line break from copying. */
function secretText() {
  return z.string().regex(/^[\x21-\x7e]{1,4096}$/, 'must be printable characters without spaces');
}
