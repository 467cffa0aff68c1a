import { drawMs } from '../behaviour/timing.ts';
import { derivePicture } from '../pictures/derive-picture.ts';
import { pictureOf } from '../pictures/picture.ts';
import { REQUESTS, type GenerationRequest } from '../requests/generation-request.ts';
import type { Operation } from '../requests/operation.ts';
import { checkAccounting, readRequest } from '../requests/read-request.ts';
import type { Handler, Incoming, World } from '../world.ts';
import { checkReferences } from './check-references.ts';
import { findSource } from './find-source.ts';
import { generationOutcome } from './generation-answer.ts';

/** The call of one operation: 202 with the id, or at once 200 with the result. */
export function performOperation(operation: Operation): Handler {
  return (world, incoming) => {
    const request: GenerationRequest = readRequest(REQUESTS[operation], incoming.body);
    const settings = world.settings.current;
    checkAccounting(settings, request);
    checkReferences(world, incoming, request);
    const found = findSource(world, incoming, { operation, request });

    const { behaviour, client } = incoming;
    const isInline = behaviour.inline ?? world.random() < settings.inline_generations;
    const duration = behaviour.duration ?? settings.duration_by_operation[operation] ?? settings.generation_duration;
    const images = imagesOf(world, operation, request);
    const generation = world.effects.generate({
      operation,
      request,
      source: found?.source ?? null,
      picture: found ? derivePicture(operation, request, found.picture) : pictureOf(request),
      images,
      client,
      durationMs: isInline ? 0 : drawMs(duration, world.random),
      historyLagMs: behaviour.unlisted ? Infinity : drawMs(behaviour.history_lag ?? settings.history_lag, world.random),
      blocked: blockedImages(world, incoming, images),
      maxPending: settings.max_pending,
    });
    const { generation_request_id, source } = generation;
    const { prompt, notes } = request;
    world.logger.info({ generation_request_id, operation, source, client, prompt, notes }, 'effect.generation');
    // What takes a moment is not done in the first answer, however busy the machine is.
    const isAccepted = generation.readyAt > generation.at;
    const answer = isAccepted ? { status: 202, body: { generation_request_id } } : generationOutcome(world, incoming, generation);
    return { ...answer, effect: generation };
  };
}

/** Getty gives four images; one for a removed background and, unless `images_by_operation` has a number, for one replaced by a colour. */
function imagesOf({ settings }: World, operation: Operation, request: GenerationRequest): number {
  const set = settings.current.images_by_operation[operation];
  if (set !== undefined) return set;
  return operation === 'background_removal' || (operation === 'background_replacement' && request.background_color) ? 1 : 4;
}

function blockedImages(world: World, { behaviour }: Incoming, images: number): number[] {
  const indexes = Array.from({ length: images }, (_, index) => index);
  const { blocked } = behaviour;
  if (blocked === 'all') return indexes;
  if (blocked) return indexes.filter((index) => blocked.includes(index));
  return indexes.filter(() => world.random() < world.settings.current.blocked_images);
}
