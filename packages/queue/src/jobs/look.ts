import { createHash } from 'node:crypto';

import { hasTypeOf, mayHaveDone, Operation, operationOfRequest, promptOf, sourceOf, type GenerationRequest } from '@darkroom/contracts';

import type { JobRecord } from '../records/job/record.ts';

/** What a paid call asks Getty for. `sourceId`: Getty's id of the generation that it is made from, if a job is its source. */
export type Asked = { request: object; sourceId: string | null };

export function askedBy({ spec, sourceId }: Pick<JobRecord, 'spec' | 'sourceId'>): Asked {
  return { request: spec.request, sourceId };
}

/** The fields of an entry in Getty's history that describe the request. */
export type HistoryLook = {
  prompt: string | null;
  product_id: number | null;
  generation_type: string | null;
  /** The image that it was made from. */
  source: { generation_request_id: string; index: number | null } | null;
  original_asset_id: string | null;
};

/** An entry as it is compared, without its prompt. `source`: what it was made from, if Getty shows that. */
export type Shown = { look: string | null; product: number | null; type: string | null; source: string | null };

/** Getty's history does not show which file a generation was made from. */
const SOME_FILE = 'file';

/**
 * Describes a call by what Getty's history shows of its result: without a mark that is the only way to identify the call. The product is left out,
 * since a request without one may get any.
 */
export function lookOf(asked: Asked): string {
  const prompt = promptOf(asked.request);
  const source = sourceKey(asked);
  return source === undefined ? digest(prompt ?? '') : lookMadeFrom(operationOfRequest(asked.request), source, prompt ?? null);
}

/** The looks of all calls that may have made an entry. */
export function looksOf(entry: HistoryLook): string[] {
  const { prompt, generation_type: type } = entry;
  const shown = shownSource(entry);
  const operations = Operation.options.filter((operation) => mayHaveDone(type, operation));
  return operations.flatMap((operation) => {
    if (operation === 'generate') return prompt === null || entry.source !== null ? [] : [digest(prompt)];
    const sources = shown === null ? [SOME_FILE] : operation === 'background_generation' ? [shown, SOME_FILE] : [shown];
    const prompts = prompt === null ? [null] : [prompt, null];
    return sources.flatMap((source) => prompts.map((one) => lookMadeFrom(operation, source, one)));
  });
}

/** The parts of an entry that are compared with requests. */
export function shownBy(entry: HistoryLook): Shown {
  return {
    look: entry.prompt ? digest(entry.prompt) : null,
    product: entry.product_id,
    type: entry.generation_type,
    source: shownSource(entry),
  };
}

/** How entries are found that may look like a request: by the look of its prompt, or by its source. Null: the history shows neither. */
export function soughtBy(asked: Asked): { look: string } | { source: string } | null {
  const prompt = promptOf(asked.request);
  if (prompt !== undefined) return { look: digest(prompt) };
  const source = sourceKey(asked);
  return source === undefined || source === SOME_FILE ? null : { source };
}

/** Whether an entry may be the result of a request, and shows nothing that speaks against it. */
export function looksLike(entry: HistoryLook, asked: Asked): boolean {
  return isAlike(shownBy(entry), asked);
}

export function isAlike(shown: Shown, asked: Asked): boolean {
  return hasItsType(shown, asked) && isMadeFrom(shown, asked) && hasItsPrompt(shown, asked) && hasItsProduct(shown, asked.request);
}

/** Whether an entry shows another request. Missing fields are no difference. */
export function looksDifferent(entry: HistoryLook, asked: Asked): boolean {
  const shown = shownBy(entry);
  if (!mayHaveDone(shown.type, operationOfRequest(asked.request))) return true;
  if (shown.source !== null && !isMadeFrom(shown, asked)) return true;
  const prompt = promptOf(asked.request);
  if (prompt !== undefined && entry.prompt !== null && entry.prompt !== prompt) return true;
  return entry.product_id !== null && !hasItsProduct(shown, asked.request);
}

/** Whether an entry shows that it was made from what the request names. */
export function isFromItsSource(entry: HistoryLook, asked: Asked): boolean {
  const shown = shownSource(entry);
  return shown !== null && shown === sourceKey(asked);
}

/** Types that Getty may give a background replacement, since it documents none: an entry of theirs has no such prompt and source. */
const TYPES_OF_REPLACEMENT = new Set(['text_to_image', 'background_removal', 'background_generation']);

function hasItsType({ type, source }: Shown, { request }: Asked): boolean {
  const operation = operationOfRequest(request);
  if (hasTypeOf(type, operation)) return true;
  const isPrompted = promptOf(request) !== undefined;
  return operation === 'background_replacement' && isPrompted && source !== null && TYPES_OF_REPLACEMENT.has(type ?? '');
}

function isMadeFrom({ source: shown }: Shown, asked: Asked): boolean {
  const source = sourceKey(asked);
  if (source === undefined) return shown === null || !shown.startsWith(GENERATION);
  if (source !== SOME_FILE) return shown === source;
  return shown === null || shown === backgroundKey(asked.request);
}

/** A request without a prompt may show that of its source. If it shows no source either, its type alone must be certain. */
function hasItsPrompt({ look, type }: Shown, asked: Asked): boolean {
  const prompt = promptOf(asked.request);
  if (prompt !== undefined) return look === digest(prompt);
  const source = sourceKey(asked);
  if (source?.startsWith(GENERATION)) return true;
  return look === null && (source !== SOME_FILE || type !== null);
}

function hasItsProduct({ product }: Shown, request: Pick<GenerationRequest, 'product_id'>): boolean {
  return request.product_id === undefined || product === request.product_id;
}

const GENERATION = 'generation ';
const generationKey = (id: string, index: number | null | undefined) => `${GENERATION}${id} ${index ?? '?'}`;
const assetKey = (id: string) => `asset ${id}`;

/** What a call is made from, as the history may show it; undefined for a generation from a prompt alone. */
function sourceKey({ request, sourceId }: Asked): string | undefined {
  const source = sourceOf(request);
  if (!source) return undefined;
  if (source.asset_id !== undefined) return assetKey(source.asset_id);
  if (source.file_id !== undefined) return SOME_FILE;
  return generationKey(source.generation_request_id ?? sourceId ?? '', source.index);
}

/** What a background is made from besides a file. */
function backgroundKey(request: object): string | undefined {
  const { background_asset_id: asset, background_reference_generation: image } = request as {
    background_asset_id?: string;
    background_reference_generation?: { generation_request_id: string; index: number };
  };
  return image ? generationKey(image.generation_request_id, image.index) : asset === undefined ? undefined : assetKey(asset);
}

/** An image without its number is no known image. */
function shownSource({ source, original_asset_id: asset }: HistoryLook): string | null {
  if (source) return generationKey(source.generation_request_id, source.index);
  return asset === null ? null : assetKey(asset);
}

function lookMadeFrom(operation: Operation, source: string, prompt: string | null): string {
  return digest(JSON.stringify([operation, source, prompt]));
}

function digest(text: string): string {
  return createHash('sha1').update(text).digest('base64url');
}
