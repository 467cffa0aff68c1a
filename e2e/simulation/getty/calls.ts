import type { HttpRequest } from '@darkroom/getty';

import type { Dice } from '../time/dice.ts';
import type { Account } from './account.ts';
import type { CallKind, Ledger, Made, Seen } from './ledger.ts';

/** An answer of Getty's as it goes over the wire. */
export type GettyAnswer = { status: number; headers: Record<string, string>; body: string };

export type CallsDeps = { ledger: Ledger; account: Account; dice: Dice; now: () => number; tokens: Map<string, number> };

type Came = Seen['came'];
type Outcome = { status: number; body?: object; headers?: Record<string, string>; came?: Came };

const INDEXES = [0, 1, 2, 3];

/** Which call a request is. */
export function kindOf({ method, url }: Pick<HttpRequest, 'method' | 'url'>): CallKind {
  if (url.pathname.endsWith('/token')) return 'token';
  if (url.pathname.endsWith('/generation-history')) return 'history';
  if (url.pathname.endsWith('/download')) return method === 'PUT' ? 'start_download' : 'get_download';
  return method === 'POST' ? 'generate' : 'get_generation';
}

/** Takes a request in at this moment, with all of its effects, and says what Getty answers. */
export function answerCall(deps: CallsDeps, request: HttpRequest): GettyAnswer {
  const kind = kindOf(request);
  const outcome = deps.account.takesQuery() ? answer(deps, kind, request) : refusal('queries');
  deps.ledger.seen.push({ at: deps.now(), kind, came: outcome.came ?? (outcome.status < 300 ? 'answered' : 'other') });
  return {
    status: outcome.status,
    headers: { 'content-type': 'application/json', ...outcome.headers, ...retryAfter(deps, outcome) },
    body: outcome.body === undefined ? '' : JSON.stringify(outcome.body),
  };
}

function answer(deps: CallsDeps, kind: CallKind, request: HttpRequest): Outcome {
  if (kind === 'token') return issueToken(deps);
  if (!isAuthorized(deps, request)) return { status: 401, body: { message: 'Unauthorized' } };
  const parts = /\/ai\/image-generations(?:\/([^/]+))?(?:\/images\/(\d+))?/.exec(request.url.pathname);
  const [id, index] = [parts?.[1] ?? '', Number(parts?.[2])];
  switch (kind) {
    case 'generate':
      return generate(deps, JSON.parse(request.body ?? '{}') as GenerateBody);
    case 'get_generation':
      return pollGeneration(deps, id);
    case 'start_download':
      return startDownload(deps, { id, index }, JSON.parse(request.body ?? '{}') as DownloadBody);
    case 'get_download':
      return pollDownload(deps, { id, index });
    case 'history':
      return listHistory(deps, request.url.searchParams);
  }
}

function issueToken({ tokens, dice, account, now }: CallsDeps): Outcome {
  const value = `token-${dice.hex(12)}`;
  tokens.set(value, now() + account.settings.tokenLifeS * 1_000);
  return { status: 200, body: { access_token: value, token_type: 'Bearer', expires_in: String(account.settings.tokenLifeS) } };
}

function isAuthorized({ tokens, now }: CallsDeps, { headers }: HttpRequest): boolean {
  return (tokens.get((headers['authorization'] ?? '').replace('Bearer ', '')) ?? 0) > now();
}

type GenerateBody = { prompt: string; notes?: string; product_id?: number };

function generate({ ledger, account, dice, now }: CallsDeps, body: GenerateBody): Outcome {
  const { settings } = account;
  const refused = account.refusesGeneration(body.product_id ?? null);
  if (refused) return refusal(refused);
  const isInline = dice.chance(settings.inline);
  const made: Made = {
    id: `gen-${dice.hex(20)}`,
    at: now(),
    readyAt: now() + (isInline ? 0 : dice.whole(settings.generationMs.least, settings.generationMs.most)),
    listedAt: now() + dice.whole(settings.historyLagMs.least, settings.historyLagMs.most),
    prompt: body.prompt,
    notes: body.notes ?? null,
    productId: body.product_id ?? null,
    blocked: INDEXES.filter(() => dice.chance(settings.blocked)),
  };
  ledger.made.set(made.id, made);
  return isInline ? finished(made) : { status: 202, body: { generation_request_id: made.id } };
}

function pollGeneration({ ledger, now }: CallsDeps, id: string): Outcome {
  const made = ledger.made.get(id);
  if (!made) return { status: 404, body: { ErrorCode: 'GenerationRequestIdNotFound', ErrorMessage: 'No such generation.' } };
  return made.readyAt > now() ? { status: 202, body: { generation_request_id: id } } : finished(made);
}

function finished(made: Made): Outcome {
  const results = INDEXES.map((index) => {
    const is_blocked = made.blocked.includes(index);
    const image_url = `https://pictures.getty.example/${made.id}/${index}.jpg`;
    const preview_urls = is_blocked ? null : [{ preview_size: 'preview', image_url, width: 612, height: 408 }];
    return { index, is_blocked, preview_urls, url: is_blocked ? null : image_url };
  });
  return { status: 200, body: { generation_request_id: made.id, seed: 7, results, original_asset: { id: null } } };
}

type Image = { id: string; index: number };
type DownloadBody = { size_name: string; notes?: string };

function startDownload({ ledger, account, dice, now }: CallsDeps, { id, index }: Image, body: DownloadBody): Outcome {
  const made = ledger.made.get(id);
  if (!made || made.readyAt > now() || index > 3 || made.blocked.includes(index)) return { status: 404, body: { ErrorCode: 'NotFound' } };
  const image = `${id}.${index}`;
  const latest = ledger.latestDownload(image);
  if (latest && latest.readyAt > now()) return { status: 409, body: { ErrorCode: 'ConcurrencyConflict' } };
  if (!account.takesDownload()) return refusal('daily');
  const { least, most } = account.settings.downloadMs;
  const readyAt = now() + (dice.chance(account.settings.inline) ? 0 : dice.whole(least, most));
  ledger.taken.push({ image, at: now(), readyAt, size: body.size_name, assetId: `asset-${dice.hex(12)}`, notes: body.notes ?? null });
  return pollDownload({ ledger, now }, { id, index });
}

function pollDownload({ ledger, now }: Pick<CallsDeps, 'ledger' | 'now'>, { id, index }: Image): Outcome {
  const latest = ledger.latestDownload(`${id}.${index}`);
  if (!latest) return { status: 404, body: { ErrorCode: 'NotFound' } };
  if (latest.readyAt > now()) return { status: 202 };
  return {
    status: 200,
    body: { url: `https://files.getty.example/${latest.assetId}/${latest.size}.jpg`, generated_asset_id: latest.assetId },
  };
}

function listHistory({ ledger, account, dice, now }: CallsDeps, query: URLSearchParams): Outcome {
  const [from, to] = [Date.parse(query.get('date_start') ?? ''), Date.parse(query.get('date_end') ?? '')];
  const [page, size] = [Number(query.get('page') ?? 1), Number(query.get('page_size') ?? 50)];
  const found = [...ledger.made.values()].filter(({ at, listedAt }) => listedAt <= now() && at >= from && at <= to).toReversed();
  const generations = found.slice((page - 1) * size, page * size).map((made) => ({
    generation_request_id: made.id,
    generation_date: new Date(made.at).toISOString(),
    prompt: made.prompt,
    notes: made.notes,
    product_id: made.productId ?? 1,
    project_code: null,
    generation_type: 'text_to_image',
    results: null,
  }));
  for (let index = 0; index <= generations.length; index++) {
    if (dice.chance(account.settings.unreadable)) {
      generations.splice(index++, 0, { generation_request_id: null, notes: 17 } as never);
    }
  }
  return { status: 200, body: { result_count: found.length, generations } };
}

function refusal(limit: 'queries' | 'pending' | 'daily' | 'quota'): Outcome {
  switch (limit) {
    case 'queries':
      return {
        status: 429,
        headers: { 'x-error-detail': 'Account Over Queries Per Second Limit' },
        body: { message: 'Too Many Requests' },
        came: 'refused_queries',
      };
    case 'pending':
      return { status: 429, body: { ErrorCode: 'TooManyConcurrentGenerations' }, came: 'refused_pending' };
    case 'daily':
      return { status: 429, body: { ErrorCode: 'DailyRequestLimitExceeded' }, came: 'refused_daily' };
    case 'quota':
      return { status: 403, body: { ErrorCode: 'ProductQuotaExceeded' }, came: 'refused_quota' };
  }
}

function retryAfter({ account }: CallsDeps, { status }: Outcome): Record<string, string> {
  const { retryAfter: value } = account.settings;
  return value === undefined || status === 200 ? {} : { 'retry-after': value };
}
