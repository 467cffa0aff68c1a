import { hash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;
const FORM = /^[\w-]{43}$/;

/** What opens a session. Redis has only its digest. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** The SHA-256 of a token, in base64url; undefined for what cannot be one. */
export function digestOf(token: string | undefined): string | undefined {
  return token !== undefined && FORM.test(token) ? hash('sha256', `darkroom ${token}`, 'base64url') : undefined;
}
