import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { describe, expect, test } from '@jest/globals';

import { createProvider, FlowError } from './provider.ts';

const CALLBACK = 'http://127.0.0.1/login/oidc/callback';

type Claims = { iss: string; aud: string; nonce: string };

/** A provider that answers with these claims in place of its own, and an answer of it. */
async function answerOf(change: (own: Claims) => Partial<Claims>) {
  let claims: object = {};
  const server = createServer((request, response) => {
    const issuer = `http://${request.headers.host}`;
    const isToken = request.url === '/token';
    const described = { issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys` };
    const token = [{ alg: 'RS256' }, claims, {}].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(isToken ? { access_token: 'x', token_type: 'Bearer', id_token: token } : described));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = createProvider({ issuer, clientId: 'darkroom', clientSecret: 'secret' }, { now: () => Date.now() });
  const { url, flow } = await provider.begin(CALLBACK, '/jobs');
  const { searchParams } = new URL(url);
  const own = { iss: issuer, aud: 'darkroom', nonce: searchParams.get('nonce')! };
  const now = Math.floor(Date.now() / 1_000);
  claims = { ...own, ...change(own), sub: 'ann', iat: now, exp: now + 3_600 };
  return {
    issuer,
    finish: () => provider.finish(new URL(`${CALLBACK}?code=x&state=${searchParams.get('state')}`), flow),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('the identity that a provider sends', () => {
  test('is taken if it is of this login', async () => {
    await using answer = await answerOf(() => ({}));
    expect(await answer.finish()).toEqual({ subject: `${answer.issuer} ann`, email: null, next: '/jobs' });
  });

  test.each([
    ['another provider', () => ({ iss: 'https://evil.example' })],
    ['another client', () => ({ aud: 'another' })],
    ['another login', ({ nonce }: Claims) => ({ nonce: `${nonce}x` })],
  ])('is a broken login if it is of %s', async (_whose, change) => {
    await using answer = await answerOf(change);
    await expect(answer.finish()).rejects.toThrow(FlowError);
  });
});
