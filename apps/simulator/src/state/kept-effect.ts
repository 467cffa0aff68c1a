import { z } from 'zod';

import { DownloadRequest, GenerateRequest, GenerationType, RedownloadRequest } from '../requests/requests.ts';

/** One line of the state file. Data that can be derived from a request (its images) is not kept. */

const Instant = z.number();
const Charged = { at: Instant, client: z.string(), answered: z.string() };

export const KeptEffect = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('generation'),
    generation_request_id: z.string().min(1),
    readyAt: Instant,
    listedAt: Instant,
    request: GenerateRequest,
    blocked: z.array(z.int().min(0).max(3)),
    foreign: z.object({ madeBy: z.enum(['application', 'colleague']), generationType: GenerationType }).optional(),
    ...Charged,
  }),
  z.object({
    kind: z.literal('download'),
    generated_asset_id: z.string().min(1),
    generation_request_id: z.string(),
    index: z.int().min(0).max(3),
    readyAt: Instant,
    request: DownloadRequest,
    ...Charged,
  }),
  z.object({ kind: z.literal('redownload'), request: RedownloadRequest, ...Charged }),
  /** The answer to a generation or a download. */
  z.object({ kind: z.literal('answered'), id: z.string(), answered: z.string() }),
  /** The history shows a generation from then on. */
  z.object({ kind: z.literal('listed'), id: z.string(), listedAt: Instant }),
  /** Everything before it was deleted. */
  z.object({ kind: z.literal('cleared') }),
  /** The number of effects up to here, including those no longer kept. */
  z.object({ kind: z.literal('totals'), generations: z.int(), downloads: z.int(), redownloads: z.int() }),
]);
export type KeptEffect = z.infer<typeof KeptEffect>;
