import {
  createGettyClient,
  findFile,
  findGenerationById,
  historyAround,
  readHistoryPages,
  type DownloadedFile,
  type DownloadSize,
  type FoundFile,
  type GeneratedImage,
  type GenerationById,
  type GettyClient,
  type GettyTools,
  type HistoryRead,
} from '@darkroom/getty';
import type { Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';
import { LRUCache } from 'lru-cache';

import type { CallsConfig } from '../config.ts';
import type { Events } from '../events.ts';
import { gettyUnavailable, toProblem } from './getty-problem.ts';

/** What the API asks of Getty itself, all free of charge. Every method throws a ProblemError where Getty does not deliver. */
export type GettyReader = {
  /** A generation's images with URLs that were fresh within the last `FRESH_MS`. */
  freshImages(generationRequestId: string): Promise<GeneratedImage[]>;
  downloadSizes(generationRequestId: string, index: number): Promise<DownloadSize[]>;
  /** The file of a download, with a URL that was fresh within the last `FRESH_MS`. */
  file(file: DownloadedFile): Promise<FoundFile>;
  /** One generation that somebody names, and its entry in the history, looked for around an instant (ms). */
  find(generationRequestId: string, at: number): Promise<GenerationById>;
  /** The history around an instant (ms). */
  historyAround(at: number): Promise<HistoryRead>;
  /** Any other question. `explain`: the problem for an error of Getty. */
  ask<T>(question: (getty: AskedGetty) => Promise<T>, explain?: (error: unknown) => unknown): Promise<T>;
  /** Safe to call twice. */
  close(): Promise<void>;
};

export type AskedGetty = GettyClient & GettyTools;

/** A gallery asks for the images of one generation one by one: one call to Getty serves them all. */
const FRESH_MS = 10 * 60_000;
const MOST_KEPT = 1_000;
/** A person waits for these answers. */
const READ_TIMEOUT_MS = 10_000;
/** If there is no turn within this time, none is booked, and the caller gets an error at once. */
const MOST_WAIT_MS = 2_000;

/** A person waits for these answers, so only the first pages are read. The answer says when there are more. */
const MOST_PAGES_TO_SHOW = 5;
const MOST_PAGES_TO_FIND = 10;

export function createGettyReader(config: CallsConfig, deps: { store: Store; clock: Clock; events: Events }): GettyReader {
  const missing = (['GETTY_API_KEY', 'GETTY_API_SECRET'] as const).filter((name) => config[name] === undefined);
  const client = missing.length === 0 ? createClient(config, deps) : undefined;

  const ask = async <T>(question: (getty: AskedGetty) => Promise<T>, explain = toProblem): Promise<T> => {
    if (!client) throw gettyUnavailable(`This Darkroom was started without ${missing.join(' and ')}.`);
    try {
      return await question(client);
    } catch (error) {
      throw explain(error);
    }
  };

  const kept = new LRUCache<string, GeneratedImage[]>({
    max: MOST_KEPT,
    ttl: FRESH_MS,
    fetchMethod: (id) => ask((getty) => fetchImages(getty, id)),
  });

  const files = new LRUCache<string, FoundFile>({ max: MOST_KEPT, ttl: FRESH_MS });
  const file = async (asked: DownloadedFile): Promise<FoundFile> => {
    const key = `${asked.generationRequestId} ${asked.index} ${asked.assetId}`;
    const known = files.get(key);
    if (known) return known;
    const found = await ask((getty) => findFile(getty, asked));
    if (found.state === 'found') files.set(key, found);
    return found;
  };

  return {
    file,
    freshImages: async (id) => (await kept.fetch(id)) ?? [],
    downloadSizes: (id, index) => ask((getty) => getty.downloadSizes(id, index)),
    find: (id, at) => ask((getty) => findGenerationById(getty, id, historyAround(at, MOST_PAGES_TO_FIND))),
    historyAround: (at) => ask((getty) => readHistoryPages(getty, historyAround(at, MOST_PAGES_TO_SHOW))),
    ask,
    close: async () => client?.close(),
  };
}

function createClient(config: CallsConfig, { store, clock, events }: { store: Store; clock: Clock; events: Events }): AskedGetty {
  return createGettyClient({
    apiUrl: config.GETTY_API_URL,
    authUrl: config.GETTY_AUTH_URL,
    pathPrefix: config.GETTY_PATH_PREFIX,
    apiKey: config.GETTY_API_KEY!,
    apiSecret: config.GETTY_API_SECRET!,
    refreshToken: config.GETTY_REFRESH_TOKEN,
    readTimeoutMs: READ_TIMEOUT_MS,
    now: () => clock.now(),
    beforeCall: async () => {
      const { code, waitMs } = await store.queries.reserve('read', MOST_WAIT_MS);
      if (code === 'late') throw gettyUnavailable('Too many calls to Getty are waiting.', waitMs);
      if (waitMs > 0) await clock.sleep(waitMs);
    },
    onCall: events.gettyCalled,
  });
}

async function fetchImages(getty: GettyClient, generationRequestId: string): Promise<GeneratedImage[]> {
  const answer = await getty.getGeneration(generationRequestId);
  if (answer.state === 'pending') throw gettyUnavailable('Getty says that this generation is not done.', answer.retryAfterMs);
  return answer.generation.images;
}
