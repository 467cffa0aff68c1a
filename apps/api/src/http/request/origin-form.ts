import type { IncomingMessage, RequestListener } from 'node:http';

/**
 * Turns an address as proxies are sent it (`http://host/path`) into its path. Express leaves those to a parser that Node is about to remove,
 * and answers what that cannot read with a page of its own, past every handler. What cannot be read leads nowhere: as `*` does.
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
