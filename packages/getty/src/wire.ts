/**
 * What Getty puts on the wire: the only file that knows its field names. Tolerant on purpose: Getty declares nearly every field nullable,
 * adds fields without notice, and its editions differ. Each reader answers undefined where the body does not hold what the call is for.
 */
import { z } from 'zod';

/** Body of POST image-generations, sent as given. `seed`, `negative_prompt`, `lens_type` and `depth_of_field` are gone from Getty's 2026 edition. */
export interface GettyGenerationRequest {
  prompt: string;
  seed?: number | undefined;
  negative_prompt?: string | undefined;
  aspect_ratio?: string | undefined;
  media_type?: string | undefined;
  mood?: string | undefined;
  lens_type?: string | undefined;
  depth_of_field?: string | undefined;
  product_id?: number | undefined;
  project_code?: string | undefined;
  notes?: string | undefined;
}

/** Body of PUT download, sent as given. `size_name` is one of download-sizes. */
export interface GettyDownloadRequest {
  size_name: string;
  notes?: string | undefined;
  project_code?: string | undefined;
  product_id?: number | undefined;
}

const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? null);
const measure = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

const Id = z.object({ generation_request_id: z.string().min(1) });

const Preview = z.object({ preview_size: optional(z.string()), image_url: optional(z.string()), width: measure, height: measure });

const Image = z.object({
  index: z.number().int().nonnegative(),
  is_blocked: z
    .boolean()
    .nullish()
    .transform((blocked) => blocked ?? false),
  preview_urls: list(Preview).transform((previews) =>
    previews.flatMap(({ image_url, ...rest }) => (image_url ? [{ ...rest, image_url }] : [])),
  ),
  url: optional(z.string()),
});
export type GeneratedImage = z.infer<typeof Image>;

const Generation = z
  .object({ seed: optional(z.number()), results: list(Image), original_asset: z.object({ id: optional(z.string()) }).nullish() })
  .transform(({ seed, results, original_asset }) => ({ seed, images: results, original_asset_id: original_asset?.id ?? null }));
export type Generation = z.infer<typeof Generation> & { generation_request_id: string };

const DownloadSizes = z.object({ download_sizes: list(z.object({ size_name: z.string(), width: measure, height: measure })) });
export type DownloadSize = z.infer<typeof DownloadSizes>['download_sizes'][number];

const Download = z
  .object({ url: z.string().min(1), generated_asset_id: optional(z.string()) })
  .transform((body) => ({ url: body.url, generatedAssetId: body.generated_asset_id }));

const HistoryEntry = Id.extend({
  generation_date: optional(z.string()),
  prompt: optional(z.string()),
  notes: optional(z.string()),
  project_code: optional(z.string()),
  product_id: optional(z.number()),
  generation_type: optional(z.string()),
  results: list(Image),
}).transform(({ results, ...entry }) => ({ ...entry, images: results }));
export type HistoryItem = z.infer<typeof HistoryEntry>;

// What cannot be read makes the whole page unreadable: an entry dropped in silence could be the one that somebody paid for.
const History = z
  .object({ result_count: optional(z.number()), generations: optional(z.array(HistoryEntry)) })
  .refine(({ result_count, generations }) => generations !== null || !result_count)
  .transform(({ result_count, generations }) => ({
    resultCount: result_count ?? generations?.length ?? 0,
    generations: generations ?? [],
  }));
export type History = z.infer<typeof History>;

// Getty writes expires_in as a number or as a string; 1800 s is its documented life.
const Token = z
  .object({
    access_token: z.string().min(1),
    expires_in: z.coerce.number().positive().catch(1800),
    refresh_token: z.string().min(1).nullish().catch(null),
  })
  .transform((body) => ({ accessToken: body.access_token, lifeMs: body.expires_in * 1000, refreshToken: body.refresh_token ?? undefined }));
export type TokenGrant = z.infer<typeof Token>;

const Refusal = z.object({ ErrorCode: z.string().nullish(), error: z.string().nullish() });

export const readGenerationId = (body: string) => read(Id, body)?.generation_request_id;
export const readGeneration = (body: string) => read(Generation, body);
export const readDownloadSizes = (body: string) => read(DownloadSizes, body)?.download_sizes;
export const readDownload = (body: string) => read(Download, body);
export const readHistory = (body: string) => read(History, body);
export const readToken = (body: string) => read(Token, body);

/** Getty's `ErrorCode`, or the `error` of an OAuth answer; a gateway's `{"message"}` has neither. */
export function readErrorCode(body: string): string | undefined {
  const refusal = read(Refusal, body);
  return refusal?.ErrorCode ?? refusal?.error ?? undefined;
}

function read<T extends z.ZodType>(schema: T, body: string): z.infer<T> | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    // The parser's own message quotes the body, which may be a token.
    return undefined;
  }
  return schema.safeParse(json).data;
}
