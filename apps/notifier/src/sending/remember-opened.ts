import type { SecretBox } from '@darkroom/runtime';

/** Secrets in memory: more than the endpoints and tenants that one notifier serves at a time. */
const MOST = 5_000;

/**
 * The same box, which decrypts each sealed secret once. It is found by its sealed text, so another secret is never used in its place, and a rotation takes
 * effect at once.
 */
export function rememberOpened(box: SecretBox): SecretBox {
  const opened = new Map<string, string>();
  return {
    seal: (secret, owner) => box.seal(secret, owner),
    open: (sealed, owner) => {
      const name = `${owner} ${sealed}`;
      const known = opened.get(name);
      if (known !== undefined) return known;
      const secret = box.open(sealed, owner);
      opened.set(name, secret);
      if (opened.size > MOST) opened.delete(opened.keys().next().value!);
      return secret;
    },
  };
}
