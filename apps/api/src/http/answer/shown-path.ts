/** Ids of ours, Getty's ids, and numbers. An API key begins with `drk_`, and keys of settings may have any form. */
const ID = /^(?:(?:job|batch|ep|evt|dlv|key|rec|aud|upl)_[\w-]{1,80}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{1,19})$/i;
const OTHER = '*';

/**
 * Creates a function that writes a path as logs have it: the words of `routes` (patterns such as `/v1/jobs/:id`) and ids. Everything else becomes
 * `*`: callers put keys and tokens into addresses by mistake.
 */
export function createShownPath(routes: readonly string[]): (path: string) => string {
  const words = new Set(routes.flatMap((route) => route.split('/')).filter((part) => !part.startsWith(':')));
  const constant = new Set(routes.filter((route) => !route.includes(':')));
  return (path) => {
    if (constant.has(path)) return path;
    const parts = path.split('/').map((part) => (words.has(part) || ID.test(part) ? part : OTHER));
    return parts.join('/');
  };
}

/** A path as answers repeat it to the caller: without API keys, its own one included. */
export function withoutKeys(path: string, authorization: string | undefined): string {
  const [, own] = /^\w+ (\S{8,})$/.exec(authorization?.trim() ?? '') ?? [];
  const holdsKey = (part: string) => /drk_/i.test(decoded(part)) || (own !== undefined && decoded(part).includes(own));
  return path
    .split('/')
    .map((part) => (holdsKey(part) ? OTHER : part))
    .join('/');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
