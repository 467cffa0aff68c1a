import type { GettyClient } from '@darkroom/getty';
import type { Logger } from '@darkroom/runtime';
import { LRUCache } from 'lru-cache';

/** A generation's previews as Getty has them now: image index → URL. Empty where Getty has none, or cannot be asked. */
export type FreshPreviews = (generationRequestId: string) => Promise<ReadonlyMap<number, string>>;

export type FreshPreviewsDeps = { getty: Pick<GettyClient, 'getGeneration'> | undefined; logger: Logger };

/** Getty's URLs live for about a day; this only keeps a page of many pictures from asking for each. */
const KEPT_MS = 10 * 60_000;
const KEPT_AFTER_FAILURE_MS = 30_000;
const MOST_KEPT = 500;

/** `getty` is undefined where no credentials are set: then nothing is asked. Questions for one generation are asked once. */
export function createFreshPreviews(deps: FreshPreviewsDeps): FreshPreviews {
  const { getty, logger } = deps;
  if (!getty) return async () => new Map();

  const cache = new LRUCache<string, ReadonlyMap<number, string>>({
    max: MOST_KEPT,
    ttl: KEPT_MS,
    fetchMethod: async (id, _stale, { options }) => {
      try {
        return await ask(getty, id);
      } catch (error) {
        logger.warn({ error, generation_request_id: id }, 'pictures.not_refreshed');
        options.ttl = KEPT_AFTER_FAILURE_MS;
        return new Map();
      }
    },
  });
  return async (id) => (await cache.fetch(id)) ?? new Map();
}

async function ask(getty: Pick<GettyClient, 'getGeneration'>, id: string): Promise<ReadonlyMap<number, string>> {
  const answer = await getty.getGeneration(id);
  if (answer.state === 'pending') return new Map();
  return new Map(
    answer.generation.images.flatMap(({ index, is_blocked, preview_urls, url }) => {
      const preview = preview_urls[0]?.image_url ?? url;
      return preview && !is_blocked ? [[index, preview] as const] : [];
    }),
  );
}
