import { drawMs } from '../behaviour/timing.ts';
import type { Generation } from '../state/effects.ts';
import { dimensionsOf } from '../pictures/picture.ts';
import { hashText } from '../random.ts';
import { checkAccounting, GenerateRequest, readRequest } from '../requests/requests.ts';
import type { Incoming, Outcome, World } from '../world.ts';
import { fileUrl } from '../files/file-url.ts';
import { findGeneration, isPending } from './find-generation.ts';

const INDEXES = [0, 1, 2, 3];
const PREVIEW_SIZES = ['preview', 'comp'] as const;

/** `POST …/image-generations`: 202 with the id, or at once 200 with the result. */
export function generate(world: World, incoming: Incoming): Outcome {
  const request = readRequest(GenerateRequest, incoming.body);
  const settings = world.settings.current;
  checkAccounting(settings, request);

  const { behaviour } = incoming;
  const isInline = behaviour.inline ?? world.random() < settings.inline_generations;
  const generation = world.effects.generate({
    request,
    client: incoming.client,
    durationMs: isInline ? 0 : drawMs(behaviour.duration ?? settings.generation_duration, world.random),
    historyLagMs: behaviour.unlisted ? Infinity : drawMs(behaviour.history_lag ?? settings.history_lag, world.random),
    blocked: blockedImages(world, incoming),
    maxPending: settings.max_pending,
  });
  const { generation_request_id } = generation;
  world.logger.info({ generation_request_id, client: incoming.client, prompt: request.prompt, notes: request.notes }, 'effect.generation');
  return { ...generationOutcome(world, incoming, generation), effect: generation };
}

/** `GET …/image-generations/{id}`: the same answers as generate. */
export function poll(world: World, incoming: Incoming): Outcome {
  return generationOutcome(world, incoming, findGeneration(world, incoming));
}

function blockedImages(world: World, { behaviour }: Incoming): number[] {
  if (behaviour.blocked === 'all') return INDEXES;
  return behaviour.blocked ?? INDEXES.filter(() => world.random() < world.settings.current.blocked_images);
}

function generationOutcome(world: World, incoming: Incoming, generation: Generation): Outcome {
  const { generation_request_id } = generation;
  if (isPending(world, generation)) return { status: 202, body: { generation_request_id } };
  const results = INDEXES.map((index) => {
    const preview_urls = previewUrls(world, incoming.baseUrl, { generation, index });
    return { index, is_blocked: preview_urls === null, preview_urls, url: preview_urls?.[0]?.image_url ?? null };
  });
  return { status: 200, body: { generation_request_id, seed: seedOf(generation), results, original_asset: { id: null } } };
}

/** The previews of one image; null when it is blocked. */
export function previewUrls(world: World, baseUrl: string, { generation, index }: { generation: Generation; index: number }) {
  if (generation.blocked.includes(index)) return null;
  const picture = { ...generation.picture, index };
  return PREVIEW_SIZES.map((size) => {
    const { width, height } = dimensionsOf(picture.aspectRatio, size);
    return { preview_size: size, image_url: fileUrl(world, baseUrl, { picture, size }), width, height };
  });
}

/** The given seed, or one derived from the prompt. */
export function seedOf({ request }: Generation): number {
  return request.seed ?? hashText(request.prompt) >>> 1;
}
