import type { Call } from '../behaviour/scenario.ts';

/**
 * What is known of the calls served here, as JSON Schema, transcribed from Getty's public OpenAPI description (edition of 2026-09) and its
 * developer pages. It is written separately from the code that answers, so that tests can compare the two.
 */
export type CallContract = {
  method: 'GET' | 'POST' | 'PUT';
  /** Below the path prefix; `{id}` and `{index}` stand for parameters. */
  path: string;
  request?: Schema;
  /** The body of an answer, by status; `null`: no body. Statuses not listed do not occur. */
  answers: Record<number, Schema | null>;
};
export type Schema = Record<string, unknown>;

const text = { type: ['string', 'null'] };
const integer = { type: 'integer', minimum: -2_147_483_648, maximum: 2_147_483_647 };
const integerOrNull = { ...integer, type: ['integer', 'null'] };
const instant = { type: 'string', pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$` };

const aspectRatio = { enum: ['1:1', '3:4', '4:3', '9:16', '16:9', null] };
const mediaType = { enum: ['photography', 'illustration'] };
const mood = { enum: ['black_and_white', 'warm', 'cool', 'natural', 'vivid', 'dramatic', 'bold'] };

const accounting = { product_id: integerOrNull, project_code: text, notes: text };

const generateRequest = record(['prompt'], {
  prompt: { type: 'string', minLength: 1 },
  aspect_ratio: aspectRatio,
  media_type: mediaType,
  mood,
  // Only in older editions.
  seed: integerOrNull,
  negative_prompt: text,
  lens_type: { enum: ['wide_angle', 'telephoto'] },
  depth_of_field: { enum: ['shallow', 'deep'] },
  ...accounting,
});
const downloadRequest = record(['size_name'], { size_name: { type: 'string' }, ...accounting });
const redownloadRequest = record(['generated_asset_id', 'size_name'], {
  generated_asset_id: { type: 'string' },
  size_name: { type: 'string' },
  product_id: integer,
  project_code: text,
  notes: text,
});

const previewUrls = {
  type: ['array', 'null'],
  items: record(['preview_size', 'image_url', 'width', 'height'], { preview_size: text, image_url: text, width: integer, height: integer }),
};
const asset = record([], { id: text });
const pendingGeneration = record(['generation_request_id'], { generation_request_id: { type: 'string' } });
const image = { index: { type: 'integer', minimum: 0, maximum: 3 }, is_blocked: { type: 'boolean' }, preview_urls: previewUrls };
const generation = record(['generation_request_id', 'results'], {
  generation_request_id: { type: 'string' },
  seed: integerOrNull,
  results: {
    type: 'array',
    minItems: 4,
    maxItems: 4,
    items: record(['index', 'is_blocked', 'preview_urls', 'url'], { ...image, url: text }),
  },
  original_asset: asset,
});
const downloadSizes = record(['download_sizes'], {
  download_sizes: {
    type: 'array',
    items: record(['size_name', 'height', 'width'], { size_name: { type: 'string' }, height: integer, width: integer }),
  },
});
const download = record(['url', 'generated_asset_id'], { url: { type: 'string' }, generated_asset_id: { type: 'string' } });
const historyItem = record(['generation_request_id', 'generation_date', 'prompt', 'results'], {
  generation_request_id: { type: 'string' },
  seed: integerOrNull,
  generation_date: instant,
  product_revoked_date: { anyOf: [instant, { type: 'null' }] },
  prompt: text,
  negative_prompt: text,
  product_id: integer,
  notes: text,
  project_code: text,
  generation_type: {
    enum: [
      'text_to_image',
      'variation',
      'extend',
      'refine',
      'background_removal',
      'influence_color_by_image',
      'influence_composition_by_image',
      'object_removal',
      'influence_outline_by_image',
      'background_generation',
    ],
  },
  generation_options: record([], { media_type: mediaType, aspect_ratio: aspectRatio, mood }),
  source_generation_request: record([], { source_generation_request_id: text, source_generation_result_index: integer }),
  original_asset: asset,
  results: { type: ['array', 'null'], items: record(['index', 'is_blocked'], image) },
  user: record([], { username: text, first_name: text, middle_name: text, last_name: text }),
});
const history = record(['generations', 'result_count'], { generations: { type: 'array', items: historyItem }, result_count: integer });

const token = record(['access_token', 'token_type', 'expires_in'], {
  access_token: { type: 'string', minLength: 1 },
  token_type: { enum: ['Bearer'] },
  expires_in: { anyOf: [{ type: 'integer' }, { type: 'string', pattern: String.raw`^\d+$` }] },
});

const application = record(['ErrorCode', 'ErrorMessage'], { ErrorCode: { type: 'string' }, ErrorMessage: { type: 'string' } });
const gateway = record(['message'], { message: { type: 'string' } });
const either = { anyOf: [application, gateway] };
const oauth = record(['error'], { error: { type: 'string' }, error_description: { type: 'string' } });

/** The gateway in front of every call may refuse it, and any call may fail. */
const anywhere = { 401: gateway, 403: either, 429: either, 500: application, 502: gateway, 503: gateway, 504: gateway };
const onImage = { ...anywhere, 400: application, 404: application, 409: application, 410: application };

export const GETTY_CONTRACT: Record<Call, CallContract> = {
  token: {
    method: 'POST',
    path: '/oauth2/token',
    answers: { ...anywhere, 200: token, 400: oauth, 401: { anyOf: [oauth, gateway] } },
  },
  generate: {
    method: 'POST',
    path: '/ai/image-generations',
    request: generateRequest,
    answers: { ...anywhere, 200: generation, 202: pendingGeneration, 400: application, 409: application },
  },
  poll: { method: 'GET', path: '/ai/image-generations/{id}', answers: { ...onImage, 200: generation, 202: pendingGeneration } },
  download_sizes: {
    method: 'GET',
    path: '/ai/image-generations/{id}/images/{index}/download-sizes',
    answers: { ...onImage, 200: downloadSizes },
  },
  start_download: {
    method: 'PUT',
    path: '/ai/image-generations/{id}/images/{index}/download',
    request: downloadRequest,
    answers: { ...onImage, 200: download, 202: null },
  },
  get_download: {
    method: 'GET',
    path: '/ai/image-generations/{id}/images/{index}/download',
    answers: { ...onImage, 200: download, 202: null },
  },
  redownload: { method: 'POST', path: '/ai/redownloads', request: redownloadRequest, answers: { ...onImage, 200: download } },
  history: { method: 'GET', path: '/ai/generation-history', answers: { ...anywhere, 200: history, 400: application } },
  history_item: { method: 'GET', path: '/ai/generation-history/{id}', answers: { ...anywhere, 200: historyItem, 404: application } },
};

/** An object with these properties and no others. */
function record(required: string[], properties: Record<string, object>): Schema {
  return { type: 'object', additionalProperties: false, required, properties };
}
