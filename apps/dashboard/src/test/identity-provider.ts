import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Provider, type Configuration } from 'oidc-provider';

/** What the provider says of a person, by the name with which they log in there. */
export type Identities = Record<string, { email?: string; email_verified?: boolean }>;

/** A real provider of identities, with its own login page, for one client. */
export async function identityProvider(identities: Identities, callback: string) {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const configuration: Configuration = {
    clients: [{ client_id: 'darkroom', client_secret: 'a secret of the client', redirect_uris: [callback] }],
    cookies: { keys: ['of a test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...identities[sub] }) }),
  };
  const answer = new Provider(issuer, configuration).callback();
  server.on('request', (request, response) => void answer(request, response));
  return {
    issuer,
    settings: { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: 'darkroom', OIDC_CLIENT_SECRET: 'a secret of the client' },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      if (server.listening) server.close();
    },
  };
}
