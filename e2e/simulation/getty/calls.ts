import type { HttpRequest } from '@darkroom/getty';

import type { Dice } from '../time/dice.ts';
import type { Account } from './account.ts';
import type { CallKind, Ledger, Seen } from './ledger.ts';
import { finished, historyEntry, operate } from './operations.ts';
import { refusal } from './refusal.ts';

/** An answer of Getty's as it goes over the wire. */
export type GettyAnswer = { status: number; headers: Record<string, string>; body: string };

export type CallsDeps = { ledger: Ledger; account: Account; dice: Dice; now: () => number; tokens: Map<string, number> };

type Came = Seen['came'];
export type Outcome = { status: number; body?: object; headers?: Record<string, string>; came?: Came };

/** Which call a request is. Whatever makes a generation is `generate`. */
export function kindOf({ method, url }: Pick<HttpRequest, 'method' | 'url'>): CallKind {
  if (url.pathname.endsWith('/token')) return 'token';
  if (url.pathname.endsWith('/generation-history')) return 'history';
  if (url.pathname.endsWith('/redownloads')) return 'redownload';
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
      return operate(deps, request.url.pathname, JSON.parse(request.body ?? '{}') as object);
    case 'get_generation':
      return pollGeneration(deps, id);
    case 'start_download':
      return startDownload(deps, { id, index }, JSON.parse(request.body ?? '{}') as DownloadBody);
    case 'get_download':
      return pollDownload(deps, { id, index });
    case 'redownload':
      return downloadAgain(deps, JSON.parse(request.body ?? '{}') as RedownloadBody);
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

function pollGeneration({ ledger, now }: CallsDeps, id: string): Outcome {
  const made = ledger.made.get(id);
  if (!made) return { status: 404, body: { ErrorCode: 'GenerationRequestIdNotFound', ErrorMessage: 'No such generation.' } };
  return made.readyAt > now() ? { status: 202, body: { generation_request_id: id } } : finished(made);
}

type Image = { id: string; index: number };
type DownloadBody = { size_name: string; notes?: string };

function startDownload({ ledger, account, dice, now }: CallsDeps, { id, index }: Image, body: DownloadBody): Outcome {
  const made = ledger.made.get(id);
  if (!made || made.readyAt > now() || index >= made.images || made.blocked.includes(index))
    return { status: 404, body: { ErrorCode: 'NotFound' } };
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

type RedownloadBody = { generated_asset_id: string; size_name: string; notes?: string };

/** Done at once; another one of the same asset is charged again. */
function downloadAgain({ ledger, account, now }: CallsDeps, body: RedownloadBody): Outcome {
  const { generated_asset_id: assetId, size_name: size, notes = null } = body;
  const first = ledger.taken.find((taken) => taken.assetId === assetId);
  if (!first || first.readyAt > now()) return { status: 404, body: { ErrorCode: 'NotFound' } };
  if (!account.takesDownload()) return refusal('daily');
  ledger.takenAgain.push({ assetId, at: now(), size, notes });
  return { status: 200, body: { url: `https://files.getty.example/${assetId}/${size}.jpg`, generated_asset_id: assetId } };
}

function listHistory({ ledger, account, dice, now }: CallsDeps, query: URLSearchParams): Outcome {
  const [from, to] = [Date.parse(query.get('date_start') ?? ''), Date.parse(query.get('date_end') ?? '')];
  const [page, size] = [Number(query.get('page') ?? 1), Number(query.get('page_size') ?? 50)];
  const found = [...ledger.made.values()].filter(({ at, listedAt }) => listedAt <= now() && at >= from && at <= to).toReversed();
  const generations = found.slice((page - 1) * size, page * size).map(historyEntry);
  for (let index = 0; index <= generations.length; index++) {
    if (dice.chance(account.settings.unreadable)) {
      generations.splice(index++, 0, { generation_request_id: null, notes: 17 });
    }
  }
  return { status: 200, body: { result_count: found.length, generations } };
}

function retryAfter({ account }: CallsDeps, { status }: Outcome): Record<string, string> {
  const { retryAfter: value } = account.settings;
  return value === undefined || status === 200 ? {} : { 'retry-after': value };
}
