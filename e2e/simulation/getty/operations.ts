import type { Operation } from '@darkroom/contracts';

import type { CallsDeps, Outcome } from './calls.ts';
import type { Made } from './ledger.ts';
import { refusal } from './refusal.ts';

/** The calls that make generations, and what a generation looks like. */

type Image = { generation_request_id: string; index: number };
type Body = {
  prompt?: string;
  notes?: string;
  product_id?: number;
  background_color?: string;
  reference_generation?: Image;
  reference_asset_id?: string;
  reference_file_registration_id?: string;
};

const OPERATIONS: Record<string, Operation> = {
  'image-generations': 'generate',
  variations: 'variation',
  refine: 'refine',
  extend: 'extend',
  'object-removal': 'object_removal',
  'background-removal': 'background_removal',
  'background-replacement': 'background_replacement',
  'background-generations': 'background_generation',
  'influence-color-by-image': 'influence_color',
  'influence-composition-by-image': 'influence_composition',
};

/** The words of the history. It has none for the replacement of a background. */
const TYPES: Record<Operation, string | undefined> = {
  generate: 'text_to_image',
  variation: 'variation',
  refine: 'refine',
  extend: 'extend',
  object_removal: 'object_removal',
  background_removal: 'background_removal',
  background_replacement: undefined,
  background_generation: 'background_generation',
  influence_color: 'influence_color_by_image',
  influence_composition: 'influence_composition_by_image',
};

/** A generation that is taken, unless its source cannot be used or the account has no room. */
export function operate({ ledger, account, dice, now }: CallsDeps, path: string, body: Body): Outcome {
  const { settings } = account;
  const operation = OPERATIONS[path.split('/').at(-1)!]!;
  const source = sourceOf(operation, path, body);
  if (source !== null && 'generation_request_id' in source && !isUsable(ledger.made.get(source.generation_request_id), source, now())) {
    return { status: 404, body: { ErrorCode: 'GenerationRequestIdNotFound', ErrorMessage: 'The reference image was not found.' } };
  }
  const refused = account.refusesGeneration(body.product_id ?? null);
  if (refused) return refusal(refused);
  const isInline = dice.chance(settings.inline);
  const images = operation === 'background_removal' || body.background_color !== undefined ? 1 : 4;
  const made: Made = {
    id: `gen-${dice.hex(20)}`,
    at: now(),
    readyAt: now() + (isInline ? 0 : dice.whole(settings.generationMs.least, settings.generationMs.most)),
    listedAt: now() + dice.whole(settings.historyLagMs.least, settings.historyLagMs.most),
    operation,
    source,
    prompt: body.prompt ?? null,
    notes: body.notes ?? null,
    productId: body.product_id ?? null,
    images,
    blocked: indexesOf({ images }).filter(() => dice.chance(settings.blocked)),
  };
  ledger.made.set(made.id, made);
  return isInline ? finished(made) : { status: 202, body: { generation_request_id: made.id } };
}

function sourceOf(operation: Operation, path: string, body: Body): Made['source'] {
  if (operation === 'generate') return null;
  if (operation === 'variation') {
    const [, id = '', index] = /image-generations\/([^/]+)\/images\/(\d+)\//.exec(path) ?? [];
    return { generation_request_id: decodeURIComponent(id), index: Number(index) };
  }
  if (body.reference_generation) return body.reference_generation;
  return { id: body.reference_asset_id ?? body.reference_file_registration_id ?? '' };
}

function isUsable(source: Made | undefined, { index }: Image, now: number): boolean {
  return source !== undefined && source.readyAt <= now && index < source.images && !source.blocked.includes(index);
}

export function indexesOf({ images }: Pick<Made, 'images'>): number[] {
  return Array.from({ length: images }, (_, index) => index);
}

/** The answer about a generation that is done. */
export function finished(made: Made): Outcome {
  const results = indexesOf(made).map((index) => {
    const is_blocked = made.blocked.includes(index);
    const image_url = `https://pictures.getty.example/${made.id}/${index}.jpg`;
    const preview_urls = is_blocked ? null : [{ preview_size: 'preview', image_url, width: 612, height: 408 }];
    return { index, is_blocked, preview_urls, url: is_blocked ? null : image_url };
  });
  return { status: 200, body: { generation_request_id: made.id, seed: 7, results, original_asset: { id: null } } };
}

/** An entry of the history. */
export function historyEntry(made: Made): Record<string, unknown> {
  const { source } = made;
  return {
    generation_request_id: made.id,
    generation_date: new Date(made.at).toISOString(),
    prompt: made.prompt,
    notes: made.notes,
    product_id: made.productId ?? 1,
    project_code: null,
    generation_type: TYPES[made.operation],
    ...(source !== null &&
      'generation_request_id' in source && {
        source_generation_request: {
          source_generation_request_id: source.generation_request_id,
          source_generation_result_index: source.index,
        },
      }),
    results: null,
  };
}
