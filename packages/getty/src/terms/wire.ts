/**
 * Getty's wire format: the only file that knows its field names. It is tolerant on purpose: Getty declares nearly every field nullable,
 * adds fields without notice, and its editions differ. Each reader returns undefined if the body lacks the content that the call is for.
 */
import { z } from 'zod';

/**
 * Body of POST image-generations, sent unchanged. Getty's 2026 edition dropped `seed`, `negative_prompt`, `lens_type` and `depth_of_field`.
 */
export type GettyGenerationRequest = {
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
};

/** Body of PUT download, sent unchanged. `size_name` is one of download-sizes. */
export type GettyDownloadRequest = {
  size_name: string;
  notes?: string | undefined;
  project_code?: string | undefined;
  product_id?: number | undefined;
};

/** Body of POST redownloads, sent unchanged. */
export type GettyRedownloadRequest = {
  generated_asset_id: string;
  size_name: string;
  product_id?: number | undefined;
  project_code?: string | undefined;
  notes?: string | undefined;
};

/** Body of POST file-registrations, sent unchanged. */
export type GettyFileRequest = { url: string; rights_claimed: boolean; category: 'ImageReference' | 'CustomerProduct' };

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

/** `.` and `..` would lead a path elsewhere, also encoded. */
const isSegment = (id: string) => id !== '.' && id !== '..';

const Id = z.object({ generation_request_id: z.string().min(1).refine(isSegment) });

// An answer has a dozen of these. A transformation of each field would take longer than all the rest: one of each image does it.
const Preview = z.object({
  preview_size: z.string().nullish(),
  image_url: z.string().nullish(),
  width: z.number().nullish(),
  height: z.number().nullish(),
});
const Previews = z.array(Preview).nullish();

/** Previews without a URL are left out. */
function readPreviews(previews: z.infer<typeof Previews>) {
  return (previews ?? []).flatMap(({ preview_size, image_url, width, height }) =>
    image_url ? [{ preview_size: preview_size ?? null, width: width ?? 0, height: height ?? 0, image_url }] : [],
  );
}

const Image = z
  .object({
    index: z.number().int().nonnegative(),
    is_blocked: z.boolean().nullish(),
    preview_urls: Previews,
    url: z.string().nullish(),
  })
  .transform(({ index, is_blocked, preview_urls, url }) => ({
    index,
    is_blocked: is_blocked ?? false,
    preview_urls: readPreviews(preview_urls),
    url: url ?? null,
  }));
export type GeneratedImage = z.infer<typeof Image>;

/** An index names one image: the first that has it. */
const Images = list(Image).transform((images) => {
  const seen = new Set<number>();
  return images.filter(({ index }) => seen.size < seen.add(index).size);
});

const Generation = z
  .object({ seed: optional(z.number()), results: Images, original_asset: z.object({ id: optional(z.string()) }).nullish() })
  .transform(({ seed, results, original_asset }) => ({ seed, images: results, original_asset_id: original_asset?.id ?? null }));
export type Generation = z.infer<typeof Generation> & { generation_request_id: string };

const DownloadSizes = z.object({ download_sizes: list(z.object({ size_name: z.string(), width: measure, height: measure })) });
export type DownloadSize = z.infer<typeof DownloadSizes>['download_sizes'][number];

const Download = z
  .object({ url: z.string().min(1), generated_asset_id: optional(z.string()) })
  .transform((body) => ({ url: body.url, generatedAssetId: body.generated_asset_id }));

/** The image from which a generation was made; one without an id counts as missing. */
const HistorySource = z
  .object({ source_generation_request_id: z.string().min(1), source_generation_result_index: optional(z.number().int()).catch(null) })
  .transform((source) => ({ generation_request_id: source.source_generation_request_id, index: source.source_generation_result_index }));

const AssetId = z.object({ id: optional(z.string()) }).transform(({ id }) => id || null);

// A field that makes no sense counts as missing: only an entry without an id cannot be used.
const HistoryEntry = Id.extend({
  generation_date: optional(z.string()).catch(null),
  prompt: optional(z.string()).catch(null),
  notes: optional(z.string()).catch(null),
  project_code: optional(z.string()).catch(null),
  product_id: optional(z.number()).catch(null),
  generation_type: optional(z.string()).catch(null),
  source_generation_request: optional(HistorySource).catch(null),
  original_asset: optional(AssetId).catch(null),
  results: Images.catch([]),
}).transform(({ results, source_generation_request, original_asset, ...entry }) => ({
  ...entry,
  source: source_generation_request,
  original_asset_id: original_asset,
  images: results,
}));
export type HistoryItem = z.infer<typeof HistoryEntry>;

/** The notes of an entry that cannot be used: they may show that it belongs to another call. */
const UnusableEntry = z.object({ notes: z.string() }).catch({ notes: '' });

// Each entry is read separately: an unreadable one must not hide the others, and must be reported.
const History = z
  .object({ result_count: z.number().nullish().catch(null), generations: optional(z.array(z.unknown())) })
  .refine(({ result_count, generations }) => generations !== null || !result_count)
  .transform(({ result_count, generations }) => {
    const parsed = (generations ?? []).map((entry) => ({ entry, item: HistoryEntry.safeParse(entry).data }));
    return {
      resultCount: result_count ?? null,
      entryCount: parsed.length,
      generations: parsed.flatMap(({ item }) => (item ? [item] : [])),
      unreadable: parsed.flatMap(({ entry, item }) => (item ? [] : [{ notes: UnusableEntry.parse(entry).notes || null }])),
    };
  });
/**
 * One page. `resultCount`: Getty's total, or null. `entryCount`: the entries of this page, readable or not. `unreadable`: entries without a
 * usable id, with their `notes` if these can be read.
 */
export type History = z.infer<typeof History>;

/** An id that Getty may write as a number. */
const AnyId = z.union([z.string().min(1).refine(isSegment), z.number()]).transform(String);

const FileRegistration = z.object({ id: AnyId });

const RegisteredFile = z.object({ preview_urls: Previews.transform(readPreviews).catch([]) });
export type GettyFile = z.infer<typeof RegisteredFile>;

const EnhancedPrompt = z.object({ enhanced_prompt: optional(z.string()) });

const Requirements = z.object({
  is_project_code_required: optional(z.boolean()).catch(null),
  is_note_required: optional(z.boolean()).catch(null),
});

// Each product is read separately: an unreadable one must not hide the others.
const Product = z
  .object({
    id: z.coerce.number().int(),
    name: optional(z.string()).catch(null),
    type: optional(z.string()).catch(null),
    status: optional(z.string()).catch(null),
    expiration_utc_date: optional(z.string()).catch(null),
    download_requirements: optional(Requirements).catch(null),
  })
  .transform(({ download_requirements: requires, expiration_utc_date: expiresAt, ...product }) => ({
    ...product,
    expiresAt,
    needsProjectCode: requires?.is_project_code_required ?? null,
    needsNotes: requires?.is_note_required ?? null,
  }));
/** `needs…` is null where Getty does not say. */
export type GettyProduct = z.infer<typeof Product>;

const Products = z.object({ products: z.array(z.unknown()) });

// Getty writes expires_in as a number or as a string; 1800 s is the documented lifetime.
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

/** An answer with its images: each is undefined if it cannot be read. */
export function readGeneration(body: string): { id: string | undefined; generation: z.infer<typeof Generation> | undefined } {
  const json = parse(body);
  return { id: Id.safeParse(json).data?.generation_request_id, generation: Generation.safeParse(json).data };
}

export const readDownloadSizes = (body: string) => read(DownloadSizes, body)?.download_sizes;
export const readDownload = (body: string) => read(Download, body);
export const readHistory = (body: string) => read(History, body);
export const readHistoryItem = (body: string) => read(HistoryEntry, body);
export const readFileRegistration = (body: string) => read(FileRegistration, body);
export const readRegisteredFile = (body: string) => read(RegisteredFile, body);
export const readEnhancedPrompt = (body: string) => read(EnhancedPrompt, body);
export const readProducts = (body: string) => read(Products, body)?.products.flatMap((product) => Product.safeParse(product).data ?? []);
export const readToken = (body: string) => read(Token, body);

/** Getty's `ErrorCode`, or the `error` of an OAuth answer; a gateway's `{"message"}` has neither. */
export function readErrorCode(body: string): string | undefined {
  const refusal = read(Refusal, body);
  return refusal?.ErrorCode ?? refusal?.error ?? undefined;
}

function read<T extends z.ZodType>(schema: T, body: string): z.infer<T> | undefined {
  return schema.safeParse(parse(body)).data;
}

/** undefined if it is no JSON, which no schema here takes. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // The parser's own message quotes the body, which may be a token.
    return undefined;
  }
}
