import { drawMs } from '../behaviour/timing.ts';
import type { Incoming, Outcome, World } from '../world.ts';

/**
 * `POST /oauth2/token`: returns an access token for client credentials or a refresh token. Its errors are those of OAuth (RFC 6749, 5.2).
 */
export function issueToken(world: World, incoming: Incoming): Outcome {
  const form = new URLSearchParams(typeof incoming.body === 'string' ? incoming.body : '');
  const client = form.get('client_id') ?? '';
  const grant = form.get('grant_type');
  if (!isKnown(world, client, form.get('client_secret') ?? '')) return { status: 401, body: { error: 'invalid_client' } };
  if (grant !== 'client_credentials' && grant !== 'refresh_token') return { status: 400, body: { error: 'unsupported_grant_type' } };
  if (grant === 'refresh_token' && !form.get('refresh_token')) return { status: 400, body: { error: 'invalid_grant' } };

  const { token_lifetime, expires_in_as } = world.settings.current;
  const lifetimeMs = drawMs(token_lifetime, world.random);
  const expiresIn = Math.floor(lifetimeMs / 1_000);
  return {
    status: 200,
    body: {
      access_token: world.tokens.issue(client, lifetimeMs),
      token_type: 'Bearer',
      expires_in: expires_in_as === 'string' ? String(expiresIn) : expiresIn,
    },
  };
}

function isKnown({ config }: World, client: string, secret: string): boolean {
  if (client === '' || secret === '') return false;
  return client === (config.SIMULATOR_API_KEY ?? client) && secret === (config.SIMULATOR_API_SECRET ?? secret);
}
