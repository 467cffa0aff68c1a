import { randomUUID } from 'node:crypto';

import type { Clock } from '@darkroom/runtime';

import { PendingCount } from './pending-count.ts';
import { pictureOf, type Picture } from './pictures/picture.ts';
import { Refused } from './refusals.ts';
import type { DownloadRequest, GenerateRequest, RedownloadRequest } from './requests.ts';

/** How the client learned of an effect: `ok`, a refusal's status, or `dropped`, `hung`, `truncated`, `invalid_json`, `client_gone`. */
export type Answered = string;

/** Something that Getty would charge. All instants are milliseconds since the Unix epoch. */
export type Generation = {
  generation_request_id: string;
  at: number;
  readyAt: number;
  /** When the history begins to show it. */
  listedAt: number;
  request: GenerateRequest;
  picture: Omit<Picture, 'index'>;
  /** The indexes withheld. */
  blocked: number[];
  client: string;
  /** The latest download of each image, by index: all that Getty tells about. */
  downloads: Map<number, Download>;
  answered: Answered;
};

export type Download = {
  generated_asset_id: string;
  generation: Generation;
  index: number;
  at: number;
  readyAt: number;
  request: DownloadRequest;
  client: string;
  answered: Answered;
};

export type Redownload = { at: number; download: Download; request: RedownloadRequest; client: string; answered: Answered };

/** Every effect there has been, newest `maxGenerations` of each kind, and the work that is under way. */
export class Effects {
  readonly #clock: Clock;
  readonly #maxGenerations: number;
  readonly pending = new PendingCount();
  readonly totals = { generations: 0, downloads: 0, redownloads: 0 };
  /** By id, oldest first. */
  readonly generations = new Map<string, Generation>();
  readonly downloads = new Map<string, Download>();
  readonly redownloads = new Set<Redownload>();

  constructor(deps: { clock: Clock; maxGenerations: number }) {
    this.#clock = deps.clock;
    this.#maxGenerations = deps.maxGenerations;
  }

  /** @throws Refused 429 when as many are pending as may be */
  generate(order: {
    request: GenerateRequest;
    client: string;
    durationMs: number;
    historyLagMs: number;
    blocked: number[];
    maxPending: number | null;
  }): Generation {
    const at = this.#clock.now();
    if (order.maxPending !== null && this.pending.at(at) >= order.maxPending) throw new Refused('429-pending');
    const generation: Generation = {
      generation_request_id: randomUUID(),
      at,
      readyAt: at + order.durationMs,
      listedAt: at + order.historyLagMs,
      request: order.request,
      picture: pictureOf(order.request),
      blocked: order.blocked,
      client: order.client,
      downloads: new Map(),
      answered: 'under_way',
    };
    this.generations.set(generation.generation_request_id, generation);
    this.pending.add(generation.readyAt, at);
    this.totals.generations += 1;
    if (this.generations.size > this.#maxGenerations) dropOldest(this.generations);
    return generation;
  }

  startDownload(order: { generation: Generation; index: number; request: DownloadRequest; client: string; durationMs: number }): Download {
    const at = this.#clock.now();
    const download: Download = {
      generated_asset_id: randomUUID(),
      generation: order.generation,
      index: order.index,
      at,
      readyAt: at + order.durationMs,
      request: order.request,
      client: order.client,
      answered: 'under_way',
    };
    order.generation.downloads.set(order.index, download);
    this.downloads.set(download.generated_asset_id, download);
    this.totals.downloads += 1;
    if (this.downloads.size > this.#maxGenerations) dropOldest(this.downloads);
    return download;
  }

  redownload(order: { download: Download; request: RedownloadRequest; client: string }): Redownload {
    const redownload: Redownload = { ...order, at: this.#clock.now(), answered: 'under_way' };
    this.redownloads.add(redownload);
    this.totals.redownloads += 1;
    if (this.redownloads.size > this.#maxGenerations) dropOldest(this.redownloads);
    return redownload;
  }

  clear(): void {
    this.generations.clear();
    this.downloads.clear();
    this.redownloads.clear();
    this.pending.clear();
    Object.assign(this.totals, { generations: 0, downloads: 0, redownloads: 0 });
  }
}

function dropOldest<Key>(kept: { keys(): Iterator<Key>; delete(key: Key): boolean }): void {
  const oldest = kept.keys().next();
  if (!oldest.done) kept.delete(oldest.value);
}
