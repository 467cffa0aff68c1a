import { randomBytes } from 'node:crypto';

import type { EndpointId } from '@darkroom/contracts';
import { SealedSecretError, type SecretBox } from '@darkroom/runtime';

import { ProblemError } from '../http/problem.ts';

const SECRET_BYTES = 32;

/**
 * Seals an endpoint's new secret, the caller's own or a generated one, so that a reader of Redis cannot sign in our name. @throws
 * ProblemError secrets_unavailable without a key
 */
export function sealSecret(
  secretBox: SecretBox | undefined,
  id: EndpointId,
  secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`,
): { secret: string; sealed: string } {
  return { secret, sealed: requireBox(secretBox).seal(secret, id) };
}

/** The current secret of an endpoint. @throws ProblemError secrets_unavailable if it was sealed with another key */
export function openSecret(secretBox: SecretBox | undefined, id: EndpointId, sealed: string): string {
  try {
    return requireBox(secretBox).open(sealed, id);
  } catch (cause) {
    if (!(cause instanceof SealedSecretError)) throw cause;
    throw new ProblemError('secrets_unavailable', 'The secret of this endpoint was sealed with another DARKROOM_ENCRYPTION_KEY.', {
      cause,
    });
  }
}

function requireBox(secretBox: SecretBox | undefined): SecretBox {
  if (secretBox) return secretBox;
  throw new ProblemError(
    'secrets_unavailable',
    'The secret of an endpoint cannot be stored: the operator has not set DARKROOM_ENCRYPTION_KEY.',
  );
}
