import type { IncomingMessage, RequestListener } from 'node:http';

/**
 * Converts an address in the form for proxies (`http://host/path`) into its path. Express parses those with a parser that Node will remove,
 * and answers its errors with its own page, past every handler. An unreadable address becomes an unknown path, like `*`.
 */
export function originForm(handler: RequestListener): RequestListener {
  return (request, response) => {
    request.url = toOriginForm(request);
    return handler(request, response);
  };
}

function toOriginForm({ url = '*' }: IncomingMessage): string {
  if (url.startsWith('/')) return url;
  if (!URL.canParse(url)) return '*';
  const { pathname, search } = new URL(url);
  return pathname + search;
}
