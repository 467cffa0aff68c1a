import type { Picture } from '../pictures/picture.ts';
import type { DownloadRequest, RedownloadRequest } from '../requests/download-request.ts';
import type { GenerationRequest, Source } from '../requests/generation-request.ts';
import type { ListedType, Operation } from '../requests/operation.ts';

/** The effects that Getty would charge. All instants are milliseconds since the Unix epoch. */

/**
 * The answer that the client got to an effect: `ok`, a refusal's status, or `dropped`, `hung`, `truncated`, `invalid_json`, `client_gone`.
 */
export type Answered = string;

export type Generation = {
  generation_request_id: string;
  at: number;
  readyAt: number;
  /** When the history starts to show it. */
  listedAt: number;
  operation: Operation;
  /** The image that it was made from. */
  source: Source | null;
  request: GenerationRequest;
  picture: Omit<Picture, 'index'>;
  /** The number of its images. */
  images: number;
  /** The indexes of blocked images. */
  blocked: number[];
  client: string;
  /** The latest download of each image, by index: Getty shows no others. */
  downloads: Map<number, Download>;
  answered: Answered;
  /** It was not made by a call to the simulator: see `foreign.ts`. */
  foreign?: Foreign | undefined;
};

/** Who made a foreign generation: another application of the same user, or another user of the company. No type: the history shows none. */
export type Foreign = { madeBy: 'application' | 'colleague'; generationType?: ListedType | undefined };

export type Download = {
  generated_asset_id: string;
  generation: Generation;
  index: number;
  at: number;
  readyAt: number;
  request: DownloadRequest;
  /** The file is filled up to this size; null: it is the picture alone. */
  fileBytes: number | null;
  client: string;
  answered: Answered;
};

export type Redownload = { at: number; download: Download; request: RedownloadRequest; client: string; answered: Answered };

/** An instant that does not come, as a number for the state file. */
export const NEVER = 8_640_000_000_000_000;
