import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type AskedFake = { method: string; path: string; body: Buffer };
type Reply = (response: ServerResponse, asked: AskedFake) => void;

export type FakeGetty = Awaited<ReturnType<typeof startFakeGetty>>;

/** Getty's calls about files, uploads, prompts and products, with answers that a test can replace. */
export async function startFakeGetty() {
  await using owned = new AsyncDisposableStack();
  const files = new Map<string, object>();
  const asked: AskedFake[] = [];
  const replaced = new Map<string, Reply[]>();
  let tokens = 0;
  let sending = 0;
  let mostSending = 0;

  const usual = ({ method, path, body }: AskedFake): ReturnType<typeof reply> => {
    const id = /file-registrations\/(.+)$/.exec(path)?.[1];
    const route = `${method} ${id === undefined ? path : path.replace(id, ':id')}`;
    if (route === 'POST /oauth2/token') return reply(200, { access_token: `token-${++tokens}`, token_type: 'Bearer', expires_in: 1800 });
    if (route === 'POST /v3/ai/file-registrations') {
      const made = `File-${files.size + 1}`;
      files.set(made, JSON.parse(body.toString()) as object);
      return reply(200, { id: made });
    }
    if (id !== undefined && !files.has(id)) return reply(404, { ErrorCode: 'FileRegistrationNotFound' });
    if (route === 'GET /v3/ai/file-registrations/:id') {
      return reply(200, { id, preview_urls: [{ preview_size: '612', image_url: `https://img.test/${id}`, width: 612, height: 400 }] });
    }
    if (route === 'DELETE /v3/ai/file-registrations/:id') {
      files.delete(id!);
      return reply(204);
    }
    if (path.startsWith('/v3/search/by-image/uploads/')) return reply(200);
    if (path === '/v3/ai/enhance-prompt') return reply(200, { enhanced_prompt: 'a red fox' });
    if (path === '/v3/products') return reply(200, { products: [{ id: 7, name: 'AI', status: 'active' }] });
    return reply(404, { message: 'no such route' });
  };

  const server = createServer((request, response) => void answer(request, response));
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = ''] = (request.url ?? '').split('?');
    const method = request.method ?? '';
    if (method === 'PUT') mostSending = Math.max(mostSending, ++sending);
    response.once('close', () => void (method === 'PUT' && (sending -= 1)));
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return; // the caller left
    }
    const one = { method, path, body: Buffer.concat(chunks) };
    asked.push(one);
    const kind = path.replace(/(file-registrations|uploads)\/.+$/, '$1/:id');
    const next = replaced.get(`${method} ${kind}`)?.shift() ?? usual(one);
    next(response, one);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  owned.defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const disposables = owned.move();

  return {
    url,
    files,
    /** The requests for a method and a part of a path, in order. */
    asked: (method: string, part: string) => asked.filter((one) => one.method === method && one.path.includes(part)),
    mostSending: () => mostSending,
    /** Answers the next request to `METHOD /path` in another way; an id in the path is `:id`. */
    next: (route: string, ...replies: Reply[]) => void replaced.set(route, [...(replaced.get(route) ?? []), ...replies]),
    /** Does what it usually does, and then the answer is lost. */
    thenLoses: (response: ServerResponse, one: AskedFake): void => {
      usual(one);
      response.socket?.destroy();
    },
    settings: {
      GETTY_API_URL: url,
      GETTY_AUTH_URL: `${url}/oauth2/token`,
      GETTY_API_KEY: 'api-key-of-ours',
      GETTY_API_SECRET: 'api-secret-of-ours',
    },
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  };
}

export function reply(status: number, body?: object): (response: ServerResponse) => void {
  return (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(body === undefined ? undefined : JSON.stringify(body));
}
