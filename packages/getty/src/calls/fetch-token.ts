import type { GettyOptions } from '../terms/options.ts';
import { type Transport, sendRequest } from './send-request.ts';
import { type TokenGrant, readToken } from '../terms/wire.ts';

/** Short, because a failed token call loses nothing and all other calls wait for it. */
const TOKEN_TIMEOUT_MS = 5_000;

/** Asks the token endpoint: with the refresh_token grant if a refresh token is given, otherwise with client credentials. */
export function fetchToken(transport: Transport, options: GettyOptions, refreshToken: string | undefined): Promise<TokenGrant> {
  const grant =
    refreshToken === undefined ? { grant_type: 'client_credentials' } : { grant_type: 'refresh_token', refresh_token: refreshToken };
  return sendRequest(transport, {
    call: 'token',
    method: 'POST',
    url: new URL(options.authUrl),
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...grant, client_id: options.apiKey, client_secret: options.apiSecret }).toString(),
    timeoutMs: Math.min(options.readTimeoutMs ?? Number.POSITIVE_INFINITY, TOKEN_TIMEOUT_MS),
    token: refreshToken,
    read: ({ body }) => readToken(body),
  });
}
