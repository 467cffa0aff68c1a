import { hash } from 'node:crypto';

/** The only form in which a key is stored or compared. */
export function digestOf(key: string): string {
  return hash('sha256', key, 'base64url');
}
