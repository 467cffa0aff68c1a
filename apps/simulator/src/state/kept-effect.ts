import { z } from 'zod';

import { PictureSource } from '../pictures/picture.ts';
import { DownloadRequest, RedownloadRequest } from '../requests/download-request.ts';
import { FileRequest } from '../requests/file-request.ts';
import { GenerationRequest, Source } from '../requests/generation-request.ts';
import { ListedType, Operation } from '../requests/operation.ts';

/** One line of the state file. The pictures of a generation from text are not kept, since they follow from its request. */

const Instant = z.number();
const Charged = { at: Instant, client: z.string(), answered: z.string() };

export const KeptEffect = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('generation'),
    generation_request_id: z.string().min(1),
    readyAt: Instant,
    listedAt: Instant,
    /** Files of an earlier version have none of the next four. */
    operation: Operation.default('generate'),
    source: Source.nullable().default(null),
    images: z.int().min(1).max(4).default(4),
    picture: PictureSource.optional(),
    request: GenerationRequest,
    blocked: z.array(z.int().min(0).max(3)),
    foreign: z.object({ madeBy: z.enum(['application', 'colleague']), generationType: ListedType.optional() }).optional(),
    ...Charged,
  }),
  z.object({
    kind: z.literal('download'),
    generated_asset_id: z.string().min(1),
    generation_request_id: z.string(),
    index: z.int().min(0).max(3),
    readyAt: Instant,
    request: DownloadRequest,
    fileBytes: z.int().nullable().default(null),
    ...Charged,
  }),
  z.object({ kind: z.literal('redownload'), request: RedownloadRequest, ...Charged }),
  /** The answer to a generation or a download. */
  z.object({ kind: z.literal('answered'), id: z.string(), answered: z.string() }),
  /** The history shows a generation from then on. */
  z.object({ kind: z.literal('listed'), id: z.string(), listedAt: Instant }),
  z.object({ kind: z.literal('file'), id: z.string(), at: Instant, request: FileRequest, client: z.string() }),
  z.object({ kind: z.literal('file_removed'), id: z.string() }),
  /** Everything before it was deleted. */
  z.object({ kind: z.literal('cleared') }),
  /** The number of effects up to here, including those no longer kept. */
  z.object({ kind: z.literal('totals'), generations: z.int(), downloads: z.int(), redownloads: z.int() }),
]);
export type KeptEffect = z.infer<typeof KeptEffect>;
