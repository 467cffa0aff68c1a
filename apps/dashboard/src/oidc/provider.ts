import { hash } from 'node:crypto';

import { createSecretBox, type SecretBox } from '@darkroom/runtime';
import * as client from 'openid-client';
import { z } from 'zod';

/** A provider of identities (OpenID Connect), where people show who they are. */
export type Provider = {
  issuer: string;
  /** Where a browser goes to log in, and what it keeps meanwhile, sealed. `callback`: our address to come back to. @throws the error of the provider */
  begin(callback: string, next: string): Promise<{ url: string; flow: string }>;
  /** Who came back. `address`: with what the provider added; `flow`: what the browser kept. @throws the error of the provider, or FlowError */
  finish(address: URL, flow: string): Promise<Identity>;
};

/** `subject`: `issuer subject`. `email`: only if the provider has verified it. */
export type Identity = { subject: string; email: string | null; next: string };

/** What the browser kept is missing, too old, or of another login than what came back. */
export class FlowError extends Error {
  override readonly name = 'FlowError';
}

export type ProviderSettings = { issuer: string; clientId: string; clientSecret: string };

/** How long a person may take at the provider. */
export const FLOW_MS = 10 * 60_000;
/** The provider describes itself; that is read again after this. */
const DESCRIPTION_KEPT_MS = 60 * 60_000;
const TIMEOUT_S = 5;
const OWNER = 'oidc-flow';

const Flow = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), next: z.string(), endsAt: z.number() });

/** Code flow with PKCE, state and nonce. What belongs to one login is sealed in the browser, so any process can finish it. */
export function createProvider(settings: ProviderSettings, { now }: { now: () => number }): Provider {
  const box = createSecretBox(hash('sha256', `darkroom oidc flow ${settings.clientSecret}`, 'buffer'));
  const describe = keepDescription(settings, now);
  return {
    issuer: settings.issuer,
    begin: async (callback, next) => {
      const description = await describe();
      const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
      const url = client.buildAuthorizationUrl(description, {
        redirect_uri: callback,
        scope: 'openid email',
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      const flow = { state, nonce, verifier, next, endsAt: now() + FLOW_MS };
      return { url: url.href, flow: box.seal(JSON.stringify(flow), OWNER) };
    },
    finish: async (address, sealed) => {
      const { state, nonce, verifier, next } = openFlow(box, sealed, now());
      checkAnswer(address, state);
      const description = await describe();
      checkIssuer(address, description.serverMetadata());
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
      const tokens = await client.authorizationCodeGrant(description, address, checks).catch(refuseCode);
      const claims = tokens.claims();
      if (!claims) throw new Error('The provider sent no identity');
      const { email, email_verified: isVerified } =
        claims['email'] === undefined && description.serverMetadata().userinfo_endpoint !== undefined
          ? await client.fetchUserInfo(description, tokens.access_token, claims.sub)
          : claims;
      const verified = typeof email === 'string' && isVerified === true ? email.toLowerCase() : null;
      return { subject: `${settings.issuer} ${claims.sub}`, email: verified, next };
    },
  };
}

/** @throws FlowError */
function openFlow(box: SecretBox, sealed: string, now: number): z.infer<typeof Flow> {
  try {
    const flow = Flow.parse(JSON.parse(box.open(sealed, OWNER)));
    if (flow.endsAt > now) return flow;
  } catch (cause) {
    throw new FlowError('This login was not begun here', { cause });
  }
  throw new FlowError('This login took too long');
}

/** What only answers in other forms have, which were not asked for. */
const IN_NO_ANSWER = ['response', 'id_token', 'token'];

/** Two tabs that log in at once keep only the later login. @throws FlowError */
function checkAnswer({ searchParams }: URL, state: string): void {
  const isOurs = searchParams.getAll('state').join() === state && searchParams.getAll('code').length === 1;
  if (!isOurs || IN_NO_ANSWER.some((name) => searchParams.has(name))) throw new FlowError('This is the answer to another login');
}

/** A provider that names itself in its answers always does (RFC 9207). @throws FlowError */
function checkIssuer({ searchParams }: URL, provider: client.ServerMetadata): void {
  const named = searchParams.getAll('iss');
  const isTheirs = named.length > 0 ? named.join() === provider.issuer : !provider.authorization_response_iss_parameter_supported;
  if (!isTheirs) throw new FlowError('This is the answer of another provider');
}

/** @throws FlowError for a code that was used before or is too old, and for an identity of another login or provider; else the error itself */
function refuseCode(error: unknown): never {
  const isOfCode = error instanceof client.ResponseBodyError && error.error === 'invalid_grant';
  if (isOfCode) throw new FlowError('The provider does not take the code any more', { cause: error });
  const isOfIdentity = error instanceof client.ClientError && error.code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED';
  throw isOfIdentity ? new FlowError('The identity is not of this login', { cause: error }) : error;
}

/** Reads how the provider describes itself; a reading that failed is not kept. */
function keepDescription(settings: ProviderSettings, now: () => number): () => Promise<client.Configuration> {
  let kept: { description: Promise<client.Configuration>; until: number } | undefined;
  return async () => {
    if (!kept || kept.until <= now()) kept = { description: discover(settings), until: now() + DESCRIPTION_KEPT_MS };
    const { description } = kept;
    try {
      return await description;
    } catch (error) {
      if (kept?.description === description) kept = undefined;
      throw error;
    }
  };
}

function discover({ issuer, clientId, clientSecret }: ProviderSettings): Promise<client.Configuration> {
  const [basic, post] = [client.ClientSecretBasic(clientSecret), client.ClientSecretPost(clientSecret)];
  /** As the provider takes it; `client_secret_basic` is what one takes that says nothing. */
  const authenticate: client.ClientAuth = (server, ...rest) => {
    const { token_endpoint_auth_methods_supported: ways = ['client_secret_basic'] } = server;
    return (ways.includes('client_secret_basic') ? basic : post)(server, ...rest);
  };
  const url = new URL(issuer);
  const execute = url.protocol === 'http:' ? [client.allowInsecureRequests] : [];
  return client.discovery(url, clientId, undefined, authenticate, { execute, timeout: TIMEOUT_S });
}
