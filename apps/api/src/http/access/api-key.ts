import { randomBytes } from 'node:crypto';

import { digestOf } from './digest-key.ts';

const RANDOM_BYTES = 32;
const PREFIX_LENGTH = 'drk_'.length + 4;
const API_KEY = /^drk_[A-Za-z0-9_-]{43}$/;

/** A new API key, with its digest and its beginning, which are stored. */
export function createApiKey(): { key: string; digest: string; prefix: string } {
  const key = `drk_${randomBytes(RANDOM_BYTES).toString('base64url')}`;
  return { key, digest: digestOf(key), prefix: key.slice(0, PREFIX_LENGTH) };
}

/** Whether a text has the form of one. */
export function isApiKey(text: string): boolean {
  return API_KEY.test(text);
}
