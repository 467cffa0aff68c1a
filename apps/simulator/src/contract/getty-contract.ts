import type { Call } from '../behaviour/scenario.ts';
import { FILES_CONTRACT } from './files-contract.ts';
import { generation, OPERATIONS_CONTRACT, pendingGeneration } from './operations-contract.ts';
import {
  accounting,
  anywhere,
  application,
  aspectRatio,
  asset,
  gateway,
  image,
  instant,
  integer,
  integerOrNull,
  mediaType,
  mood,
  onImage,
  record,
  text,
  type Schema,
} from './schemas.ts';

export type GettyCall = Exclude<Call, 'file'>;

/**
 * What is known of the calls served here, as JSON Schema, transcribed from Getty's public OpenAPI description (edition of 2026-09) and its
 * developer pages. It is written separately from the code that answers, so that tests can compare the two.
 */
export type CallContract = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the path prefix; `{id}` and `{index}` stand for parameters. */
  path: string;
  request?: Schema;
  /** The body of an answer, by status; `null`: no body. Statuses not listed do not occur. */
  answers: Record<number, Schema | null>;
};

const downloadRequest = record(['size_name'], { size_name: { type: 'string' }, ...accounting });
const redownloadRequest = record(['generated_asset_id', 'size_name'], {
  generated_asset_id: { type: 'string' },
  size_name: { type: 'string' },
  product_id: integer,
  project_code: text,
  notes: text,
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
      // Not documented, but the replacement of a background has no other word.
      'background_replacement',
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

const oauth = record(['error'], { error: { type: 'string' }, error_description: { type: 'string' } });

/** All calls but that of a file, which is no JSON. */
export const GETTY_CONTRACT: Record<GettyCall, CallContract> = {
  token: {
    method: 'POST',
    path: '/oauth2/token',
    answers: { ...anywhere, 200: token, 400: oauth, 401: { anyOf: [oauth, gateway] } },
  },
  ...OPERATIONS_CONTRACT,
  ...FILES_CONTRACT,
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
