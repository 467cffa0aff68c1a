import type { Exchange, HttpRequest } from '@darkroom/getty';

/** Getty's state: no connection, 503 to every call, the same only at its token endpoint, our key is refused, or it works. */
export type Weather = 'up' | 'refused' | '503' | 'token refused' | 'token 503' | 'token garbage' | 'credentials';

export type Kind = 'token' | 'generate' | 'poll' | 'start_download' | 'poll_download' | 'history';
type Answer = { status: number; body?: object; headers?: Record<string, string> };

const TAKES_MS = 20_000;

/** A Getty behind the `exchange` of a client, on the test's clock, which can go away. Its tokens are valid for a minute. */
export function outageGetty(now: () => number) {
  const made: { id: string; notes: string; at: number }[] = [];
  const downloads = new Map<string, { at: number; asset: string }>();
  const calls: { kind: Kind; at: number; answered: boolean }[] = [];
  const state = {
    weather: 'up' as Weather,
    /** The answer to a kind of call, without an effect. */
    instead: new Map<Kind, Answer>(),
    /** Kinds of call that take effect but lose their answers. */
    lost: new Set<Kind>(),
    takesMs: TAKES_MS,
    /** Generations that it accepts at once. */
    mostPending: Number.POSITIVE_INFINITY,
  };
  const isDone = (at: number) => now() >= at + state.takesMs;

  const act: Record<Kind, (request: HttpRequest) => Answer> = {
    token: () => ({ status: 200, body: { access_token: `token-${now()}`, expires_in: 60 } }),
    generate: ({ body }) => {
      if (made.filter(({ at }) => !isDone(at)).length >= state.mostPending) {
        return { status: 429, body: { ErrorCode: 'TooManyConcurrentGenerations' } };
      }
      const id = `g${made.length}`;
      made.push({ id, notes: (JSON.parse(body!) as { notes: string }).notes, at: now() });
      return { status: 202, body: { generation_request_id: id } };
    },
    poll: ({ url }) => {
      const found = made.find(({ id }) => url.pathname.endsWith(`/${id}`));
      if (!found) return { status: 404 };
      if (!isDone(found.at)) return { status: 202, body: { generation_request_id: found.id } };
      const results = [{ index: 0, preview_urls: [], url: 'https://example.com/0.jpg' }];
      return { status: 200, body: { generation_request_id: found.id, seed: 1, results } };
    },
    start_download: ({ url }) => {
      downloads.set(url.pathname, { at: now(), asset: `asset-${downloads.size}` });
      return { status: 202 };
    },
    poll_download: ({ url }) => {
      const found = downloads.get(url.pathname);
      if (!found) return { status: 404 };
      if (!isDone(found.at)) return { status: 202 };
      return { status: 200, body: { url: 'https://example.com/0.jpg', generated_asset_id: found.asset } };
    },
    history: () => ({
      status: 200,
      body: {
        result_count: made.length,
        generations: made.map(({ id, notes }) => ({ generation_request_id: id, notes, prompt: 'a fox' })),
      },
    }),
  };

  return {
    state,
    calls,
    made,
    /** How many calls of a kind were answered, or at least made, since an instant. */
    since: (at: number, kind?: Kind) => calls.filter((call) => call.at >= at && (kind === undefined || call.kind === kind)),
    exchange: async (request: HttpRequest): Promise<Exchange> => {
      const kind = kindOf(request);
      const answer = under(state.weather, kind) ?? state.instead.get(kind) ?? act[kind](request);
      calls.push({ kind, at: now(), answered: answer !== 'refused' && answer.status < 500 });
      if (state.lost.has(kind)) return { answered: false, sent: true, reason: 'network', cause: new Error('read ECONNRESET') };
      if (answer === 'refused') return { answered: false, sent: false, reason: 'network', cause: new Error('connect ECONNREFUSED') };
      const { status, headers = {}, body } = answer;
      return { answered: true, status, headers, body: Buffer.from(body ? JSON.stringify(body) : '') };
    },
  };
}

function under(weather: Weather, kind: Kind): Answer | 'refused' | undefined {
  const isToken = kind === 'token';
  switch (weather) {
    case 'up':
      return undefined;
    case 'refused':
      return 'refused';
    case '503':
      return { status: 503 };
    case 'token refused':
      return isToken ? 'refused' : undefined;
    case 'token 503':
      return isToken ? { status: 503 } : undefined;
    case 'token garbage':
      return isToken ? { status: 200, body: { hello: 'this is a captive portal' } } : undefined;
    case 'credentials':
      return isToken ? { status: 401, body: { error: 'invalid_client' } } : undefined;
  }
}

function kindOf({ method, url }: HttpRequest): Kind {
  if (url.pathname.endsWith('/token')) return 'token';
  if (url.pathname.endsWith('/generation-history')) return 'history';
  if (url.pathname.endsWith('/download')) return method === 'PUT' ? 'start_download' : 'poll_download';
  return method === 'POST' ? 'generate' : 'poll';
}
