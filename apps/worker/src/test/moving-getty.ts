import type { Exchange, HttpRequest } from '@darkroom/getty';

import type { VirtualTime } from './virtual-time.ts';

export type MovingGetty = ReturnType<typeof movingGetty>;

type Work = { id: string; at: number; readyAt: number };
type Answer = { status: number; body?: object; headers?: Record<string, string> };
type Kind = 'token' | 'generate' | 'download' | 'read';

const TOO_MANY_PENDING: Answer = { status: 429, body: { ErrorCode: 'TooManyConcurrentGenerations' } };
const TOO_MANY_QUERIES: Answer = { status: 429, body: {} };
const NOT_FOUND: Answer = { status: 404, body: {} };

/** A Getty with limits that tests change over time. It counts a call on arrival, over the preceding second. */
export function movingGetty(time: VirtualTime) {
  const behaviour = {
    /** Infinity: no limit. */
    pending: Infinity,
    queries: Infinity,
    /** Everything is answered 429. */
    refuseAll: false,
    /** What it answers to a kind of call instead of doing it. */
    instead: new Map<Kind, Answer>(),
    generationMs: [3_000, 5_000] as [number, number],
    latencyMs: [20, 60] as [number, number],
    /** A POST is answered only when the images are ready. */
    answersLate: false,
  };
  const generations = new Map<string, Work>();
  const downloads = new Map<string, Work>();
  let passedAt: number[] = [];
  const counts = { made: 0, refused: 0, tokens: 0, generated: 0, polls: 0, reads: 0 };
  const calls: { at: number; kind: Kind; refused: boolean }[] = [];
  let made = 0;

  const between = ([from, to]: [number, number]): number => from + time.random() * (to - from);
  const pendingNow = (): number => {
    const now = time.now();
    for (const [id, { readyAt, at }] of generations) if (readyAt < now - 3_600_000 && at < now) generations.delete(id);
    return [...generations.values()].filter(({ readyAt }) => readyAt > now).length;
  };
  const admit = (): boolean => {
    passedAt = passedAt.filter((at) => at > time.now() - 1_000);
    if (behaviour.refuseAll || passedAt.length >= behaviour.queries) return false;
    passedAt.push(time.now());
    return true;
  };

  const generate = (): Answer => {
    if (pendingNow() >= behaviour.pending) return TOO_MANY_PENDING;
    const id = `g-${made++}`;
    generations.set(id, { id, at: time.now(), readyAt: time.now() + between(behaviour.generationMs) });
    counts.generated += 1;
    return { status: 202, body: { generation_request_id: id } };
  };
  const poll = (id: string): Answer => {
    counts.polls += 1;
    const work = generations.get(id);
    if (!work) return NOT_FOUND;
    return work.readyAt > time.now()
      ? { status: 202, body: {} }
      : { status: 200, body: { generation_request_id: id, results: pictures() } };
  };
  const download = (image: string, method: string): Answer => {
    const work = downloads.get(image);
    if (method === 'PUT') {
      downloads.set(image, { id: `d-${made++}`, at: time.now(), readyAt: time.now() + 2_000 });
      return { status: 202, body: {} };
    }
    counts.polls += 1;
    if (!work) return NOT_FOUND;
    return work.readyAt > time.now()
      ? { status: 202, body: {} }
      : { status: 200, body: { url: 'https://img.test/1', generated_asset_id: work.id } };
  };

  const answer = ({ method, url }: HttpRequest): Answer => {
    counts.made += 1;
    const kind: Kind = url.pathname.includes('oauth2') ? 'token' : method === 'POST' ? 'generate' : method === 'PUT' ? 'download' : 'read';
    const passes = admit();
    calls.push({ at: time.now(), kind, refused: !passes });
    if (!passes) {
      counts.refused += 1;
      return TOO_MANY_QUERIES;
    }
    if (kind === 'token') {
      counts.tokens += 1;
      return { status: 200, body: { access_token: `token-${counts.tokens}`, expires_in: 1_800 } };
    }
    const given = behaviour.instead.get(kind) ?? read(method, url);
    if (given.status === 429) counts.refused += 1;
    return given;
  };
  const read = (method: string, url: URL): Answer => {
    const [, , , , id, images, index, what] = url.pathname.split('/');
    if (url.pathname.endsWith('generation-history')) return { status: 200, body: { result_count: 0, generations: [] } };
    if (what === 'download-sizes') {
      counts.reads += 1;
      return { status: 200, body: { download_sizes: [] } };
    }
    if (method === 'POST') return generate();
    return images === undefined ? poll(id!) : download(`${id}/${index}`, method);
  };

  return {
    behaviour,
    counts,
    calls,
    pendingNow,
    exchange: async (request: HttpRequest): Promise<Exchange> => {
      await time.sleep(between(behaviour.latencyMs));
      const { status, body, headers = {} } = answer(request);
      if (behaviour.answersLate && request.method === 'POST' && status === 202) {
        await time.sleep(between(behaviour.generationMs));
      }
      return { answered: true, status, headers, body: Buffer.from(JSON.stringify(body ?? {})) };
    },
  };
}

function pictures(): object[] {
  return [0, 1, 2, 3].map((index) => ({
    index,
    is_blocked: false,
    preview_urls: [{ image_url: `https://img.test/${index}`, width: 1, height: 1 }],
  }));
}
