import type { Generation } from '../state/effect.ts';
import { Refused } from '../behaviour/refusals.ts';
import { HistoryQuery } from '../requests/history-query.ts';
import { generationTypeOf, type ListedType } from '../requests/operation.ts';
import { readRequest } from '../requests/read-request.ts';
import type { Incoming, Outcome, World } from '../world.ts';
import { ONLY_PRODUCT_ID } from './account.ts';
import { isPending } from './find-generation.ts';
import { indexesOf, originalAsset, previewUrls, seedOf } from './generation-answer.ts';

/** `GET /ai/generation-history`: newest first; `result_count` counts all that match, not the page. */
export function listHistory(world: World, incoming: Incoming): Outcome {
  const query = readRequest(HistoryQuery, incoming.query);
  const ofCompany = query.company_generations === 'true';
  if (ofCompany && world.settings.current.company_history === 'refused') throw new Refused('403-authorization');
  const found = [...world.effects.generations.values()]
    .filter((generation) => isListed(world, generation) && isAsked(query, generation))
    .filter(({ foreign }) => ofCompany || foreign?.madeBy !== 'colleague');
  // Those of others may have been made earlier than those that were stored before them.
  if (found.some(({ foreign }) => foreign)) found.sort((a, b) => a.at - b.at);
  const last = found.length - (query.page - 1) * query.page_size;
  const page = found.slice(Math.max(0, last - query.page_size), Math.max(0, last)).toReversed();
  return {
    status: 200,
    body: { generations: page.map((generation) => historyItem(world, incoming, generation)), result_count: found.length },
  };
}

/** `GET /ai/generation-history/{id}` */
export function getHistoryItem(world: World, incoming: Incoming): Outcome {
  const generation = world.effects.generations.get(incoming.id);
  if (!generation || !isListed(world, generation)) throw new Refused('404');
  return { status: 200, body: historyItem(world, incoming, generation) };
}

function isListed(world: World, generation: Generation): boolean {
  if (generation.listedAt > world.clock.now()) return false;
  return world.settings.current.history_shows_pending || !isPending(world, generation);
}

function isAsked(query: HistoryQuery, { at, request, picture }: Generation): boolean {
  return (
    at >= query.date_start &&
    at <= query.date_end &&
    (query.media_type === undefined || picture.mediaType === query.media_type) &&
    (query.product_ids === undefined || query.product_ids.includes(request.product_id ?? ONLY_PRODUCT_ID))
  );
}

function historyItem(world: World, { baseUrl }: Incoming, generation: Generation): object {
  const { request, picture, source } = generation;
  const generation_type = historyType(world, generation);
  return {
    generation_request_id: generation.generation_request_id,
    seed: seedOf(generation),
    generation_date: new Date(generation.at).toISOString(),
    product_revoked_date: null,
    prompt: request.prompt ?? null,
    negative_prompt: request.negative_prompt ?? null,
    product_id: request.product_id ?? ONLY_PRODUCT_ID,
    notes: request.notes ?? null,
    project_code: request.project_code ?? null,
    ...(generation_type !== undefined && { generation_type }),
    generation_options: { media_type: picture.mediaType, aspect_ratio: picture.aspectRatio, ...(request.mood && { mood: request.mood }) },
    ...(source && 'generation_request_id' in source && { source_generation_request: sourceItem(source) }),
    original_asset: originalAsset(world, generation),
    results: isPending(world, generation) ? null : historyResults(world, baseUrl, generation),
    user: { username: generation.client, first_name: null, middle_name: null, last_name: null },
  };
}

function historyType({ settings }: World, { operation, foreign }: Generation): ListedType | undefined {
  return foreign ? foreign.generationType : generationTypeOf(operation, settings.current.background_replacement_type);
}

function sourceItem({ generation_request_id, index }: { generation_request_id: string; index: number }): object {
  return { source_generation_request_id: generation_request_id, source_generation_result_index: index };
}

function historyResults(world: World, baseUrl: string, generation: Generation): object[] {
  return indexesOf(generation).map((index) => {
    const preview_urls = previewUrls(world, baseUrl, { generation, index });
    return { index, is_blocked: preview_urls === null, preview_urls };
  });
}
