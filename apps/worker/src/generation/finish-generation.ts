import type { GenerationResult } from '@darkroom/contracts';
import type { Generation } from '@darkroom/getty';

import { acceptance } from '../paid-call/acceptance.ts';
import { chainedDownloads } from './chained-downloads.ts';
import type { Deps, Pass } from '../pass/deps.ts';
import type { Outcome } from '../pass/outcome.ts';
import { URL_LIFE_MS } from '../pass/url-life.ts';

/** Getty keeps images six months. */
const IMAGE_LIFE_MONTHS = 6;

/** The outcome when the images are ready, with the downloads that follow. */
export function finishGeneration(
  deps: Deps,
  pass: Pass,
  generation: Generation,
): Exclude<Outcome, { kind: 'overtaken' | 'waiting_for_slot' | 'waiting_for_turn' | 'parked' }> {
  const { record } = pass;
  const now = deps.clock.now();
  const expiry = new Date(record.acceptedAt ?? now);
  expiry.setUTCMonth(expiry.getUTCMonth() + IMAGE_LIFE_MONTHS);
  const set = {
    // Whatever id a poll's answer has: it was requested by our own id.
    getty_id: record.acceptedAt === null ? generation.generation_request_id : (record.gettyId ?? generation.generation_request_id),
    images_expire_at: expiry.getTime(),
    ...(record.acceptedAt === null ? acceptance(pass, now) : {}),
  };

  const blocked = generation.images.filter((image) => image.is_blocked).length;
  const story = { images: generation.images.length, blocked };
  if (blocked === generation.images.length) {
    const none = generation.images.length === 0;
    return {
      kind: 'failed',
      error: none
        ? { code: 'no_images', message: 'Getty finished the generation without any image', getty: null }
        : { code: 'content_blocked', message: 'Getty blocked every image of this generation', getty: null },
      billing: { state: 'may_be_charged', because: none ? 'no_images' : 'all_blocked' },
      set,
      story: { event: 'failed', ...story },
    };
  }

  const children = chainedDownloads(record, generation, now);
  return {
    kind: 'succeeded',
    result: toResult(generation, now),
    children,
    // A polled generation was billed when Getty accepted it.
    ...(record.acceptedAt === null && { billing: { state: 'charged', because: 'getty_accepted' } as const }),
    set: { ...set, ...(children.length > 0 ? { downloads: children.map((child) => child.id) } : {}) },
    story: { event: 'succeeded', ...story, downloads: children.length },
  };
}

function toResult(generation: Generation, now: number): GenerationResult {
  return {
    generation_request_id: generation.generation_request_id,
    seed: generation.seed,
    images: generation.images.map(({ index, is_blocked, preview_urls, url }) => ({ index, is_blocked, preview_urls, url })),
    url_expires_at: new Date(now + URL_LIFE_MS).toISOString(),
  };
}
