import { newIdempotencyKey } from './call.ts';

/** Returns the idempotency key for each body of one confirmation: the same for the same body, so that a repeated try takes effect once. */
export function createActionKey(): (body: unknown) => string {
  let last: { text: string; key: string } | undefined;
  return (body) => {
    const text = JSON.stringify(body) ?? '';
    if (last?.text !== text) last = { text, key: newIdempotencyKey() };
    return last.key;
  };
}
