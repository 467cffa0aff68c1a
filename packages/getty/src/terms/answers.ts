/** Answers of the two slow calls: still pending, or done. The HTTP status is the state; Getty has no status field. */
import { type Generation, readDownload, readGeneration, readGenerationId } from './wire.ts';

/** `retryAfterMs` is set if Getty says when to ask again. */
export type GenerationAnswer =
  /** `generationRequestId` is null only if a poll's 202 had no body. */
  { state: 'pending'; generationRequestId: string | null; retryAfterMs?: number } | { state: 'done'; generation: Generation };

export type DownloadAnswer = { state: 'pending'; retryAfterMs?: number } | { state: 'done'; url: string; generatedAssetId: string | null };

export type SuccessfulAnswer = {
  status: 200 | 202;
  body: string;
  retryAfterMs?: number;
};

/** With a readable id the generation is not lost: the poll fetches images that cannot be read now. */
export function readSubmittedGeneration({ status, body, ...rest }: SuccessfulAnswer): GenerationAnswer | undefined {
  const { id: generationRequestId, generation } = status === 200 ? readGeneration(body) : { id: readGenerationId(body) };
  if (generationRequestId === undefined) return undefined;
  if (generation === undefined) return { state: 'pending', generationRequestId, ...rest };
  return { state: 'done', generation: { generation_request_id: generationRequestId, ...generation } };
}

/** `id` is the requested one, which was paid: it counts, whatever id the answer has. */
export function readPolledGeneration(id: string, { status, body, ...rest }: SuccessfulAnswer): GenerationAnswer | undefined {
  if (status === 202) return { state: 'pending', generationRequestId: readGenerationId(body) ?? null, ...rest };
  const { generation } = readGeneration(body);
  return generation && { state: 'done', generation: { generation_request_id: id, ...generation } };
}

export function readDownloadAnswer({ status, body, ...rest }: SuccessfulAnswer): DownloadAnswer | undefined {
  if (status === 202) return { state: 'pending', ...rest };
  const download = readDownload(body);
  return download && { state: 'done', ...download };
}
