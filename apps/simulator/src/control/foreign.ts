import { z } from 'zod';

import { drawMs, TimingText } from '../behaviour/timing.ts';
import { pictureOf } from '../pictures/picture.ts';
import { GenerateRequest, Source } from '../requests/generation-request.ts';
import { ListedType } from '../requests/operation.ts';
import { NEVER } from '../state/effect.ts';
import type { World } from '../world.ts';

/**
 * Differences between the history and what the simulator's clients know: entries that somebody else made, and generations that the history does not show.
 */

const MOST_ENTRIES = 10_000;

/** The body of `POST /__foreign`. `times`: so many entries alike. Operations without a prompt have none. */
export const ForeignEntries = z.strictObject({
  entries: z
    .array(
      z.strictObject({
        ...GenerateRequest.shape,
        prompt: GenerateRequest.shape.prompt.optional(),
        /** When it was made; default: now. */
        at: z.iso.datetime({ offset: true }).optional(),
        made_by: z.enum(['application', 'colleague'], 'must be application or colleague').default('application'),
        /** null: the history shows none. */
        generation_type: ListedType.nullable().default('text_to_image'),
        source: Source.optional(),
        images: z.int().min(1).max(4).default(4),
        times: z.int().min(1).max(MOST_ENTRIES).default(1),
      }),
    )
    .min(1)
    .max(1_000),
});
export type ForeignEntries = z.infer<typeof ForeignEntries>;

/** The body of `POST /__unlisted`. Without `for` they never come back. */
export const Unlisted = z.strictObject({ generation_request_ids: z.array(z.string().min(1)).min(1), for: TimingText.optional() });
export type Unlisted = z.infer<typeof Unlisted>;

/** Returns their ids. */
export function addForeign({ effects, clock }: World, { entries }: ForeignEntries): string[] {
  return entries.flatMap(({ at, made_by, generation_type, source, images, times, ...request }) =>
    Array.from({ length: times }, () => {
      const { generation_request_id } = effects.addForeign({
        operation: 'generate',
        source: source ?? null,
        request,
        picture: pictureOf(request),
        images,
        at: at === undefined ? clock.now() : Date.parse(at),
        foreign: { madeBy: made_by, ...(generation_type && { generationType: generation_type }) },
      });
      return generation_request_id;
    }),
  );
}

/** Returns how many of them exist. */
export function unlist({ effects, clock, random }: World, { generation_request_ids: ids, for: duration }: Unlisted): number {
  const until = duration === undefined ? NEVER : clock.now() + drawMs(duration, random);
  const found = ids.flatMap((id) => effects.generations.get(id) ?? []);
  for (const generation of found) effects.unlist(generation, until);
  return found.length;
}
