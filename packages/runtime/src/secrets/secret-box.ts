import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';

import { z } from 'zod';

/**
 * Encrypts secrets that must be used again (those that sign webhooks), with AES-256-GCM under the operator's key. A sealed secret is
 * `v1.<key id>.<iv>.<text and tag>`. It opens only for its `owner` (such as the endpoint's id), so it cannot be moved to another record.
 */
export type SecretBox = {
  seal(secret: string, owner: string): string;
  /** @throws SealedSecretError when it was sealed with another key, for another owner, or was changed */
  open(sealed: string, owner: string): string;
};

/** Our own fault, not the endpoint's: an operator has to restore the right key. */
export class SealedSecretError extends Error {
  override readonly name = 'SealedSecretError';
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/** 32 bytes in base64 (either alphabet) or hex. */
export const EncryptionKey = z.string().transform((text, context) => {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  const isBase64 = /^[A-Za-z0-9+/_-]{43}=?$/.test(text);
  if (key.length === KEY_BYTES && (text.length === 2 * KEY_BYTES || isBase64)) return key;
  context.addIssue('must be 32 random bytes in base64 or hex: openssl rand -base64 32');
  return z.NEVER;
});

/** `key`: 32 bytes. */
export function createSecretBox(key: Buffer): SecretBox {
  const keyId = idOf(key);
  return {
    seal: (secret, owner) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return ['v1', keyId, iv.toString('base64url'), sealed.toString('base64url')].join('.');
    },
    open: (sealed, owner) => {
      const [version, sealedWith, iv, text] = sealed.split('.');
      if (version !== 'v1' || iv === undefined || text === undefined)
        throw new SealedSecretError('the secret was sealed in an unknown format');
      if (sealedWith !== keyId) throw new SealedSecretError(`the secret was sealed with the key ${sealedWith}, and this one is ${keyId}`);
      const bytes = Buffer.from(text, 'base64url');
      try {
        const decipher = createDecipheriv(CIPHER, key, Buffer.from(iv, 'base64url')).setAAD(Buffer.from(owner));
        decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
        return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
      } catch {
        throw new SealedSecretError('the secret was changed, or sealed for another owner');
      }
    },
  };
}

/** Identifies a key without revealing it. */
function idOf(key: Buffer): string {
  return hash('sha256', Buffer.concat([Buffer.from('darkroom key id '), key]), 'hex').slice(0, 8);
}
