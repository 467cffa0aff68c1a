import { randomUUID } from 'node:crypto';

import type { Clock } from '@darkroom/runtime';

import { PendingCount } from '../account/pending-count.ts';
import { pictureOf, type Picture } from '../pictures/picture.ts';
import { Refused } from '../behaviour/refusals.ts';
import type { DownloadRequest, GenerateRequest, GenerationType, RedownloadRequest } from '../requests/requests.ts';
import type { KeptEffect } from './kept-effect.ts';
import { keptDownload, keptGeneration, keptRedownload } from './to-kept.ts';

/**
 * The answer that the client got to an effect: `ok`, a refusal's status, or `dropped`, `hung`, `truncated`, `invalid_json`, `client_gone`.
 */
export type Answered = string;

/** An effect that Getty would charge. All instants are milliseconds since the Unix epoch. */
export type Generation = {
  generation_request_id: string;
  at: number;
  readyAt: number;
  /** When the history starts to show it. */
  listedAt: number;
  request: GenerateRequest;
  picture: Omit<Picture, 'index'>;
  /** The indexes of blocked images. */
  blocked: number[];
  client: string;
  /** The latest download of each image, by index: Getty shows no others. */
  downloads: Map<number, Download>;
  answered: Answered;
  /** It was not made by a call to the simulator: see `foreign.ts`. */
  foreign?: Foreign | undefined;
};

/** Who made a foreign generation: another application of the same user, or another user of the company. */
export type Foreign = { madeBy: 'application' | 'colleague'; generationType: GenerationType };

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

/** An instant that does not come, as a number for the state file. */
export const NEVER = 8_640_000_000_000_000;

/** All effects (the newest `maxGenerations` of each kind) and the work in progress. `keep` gets each effect before it is answered. */
export class Effects {
  readonly #clock: Clock;
  readonly #maxGenerations: number;
  readonly #keep: (effect: KeptEffect) => void;
  readonly pending = new PendingCount();
  readonly totals = { generations: 0, downloads: 0, redownloads: 0 };
  /** By id, oldest first. */
  readonly generations = new Map<string, Generation>();
  readonly downloads = new Map<string, Download>();
  readonly redownloads = new Set<Redownload>();

  constructor(deps: { clock: Clock; maxGenerations: number; keep?: (effect: KeptEffect) => void }) {
    this.#clock = deps.clock;
    this.#keep = deps.keep ?? (() => undefined);
    this.#maxGenerations = deps.maxGenerations;
  }

  /** @throws Refused 429 when the limit of pending generations is reached */
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
      listedAt: Math.min(at + order.historyLagMs, NEVER),
      request: order.request,
      picture: pictureOf(order.request),
      blocked: order.blocked,
      client: order.client,
      downloads: new Map(),
      answered: 'under_way',
    };
    this.#addGeneration(generation);
    this.#keep(keptGeneration(generation));
    return generation;
  }

  /** Adds a generation that somebody else made at `at`: it is done, and in the history. */
  addForeign(order: { request: GenerateRequest; at: number; foreign: Foreign }): Generation {
    const generation: Generation = {
      generation_request_id: randomUUID(),
      at: order.at,
      readyAt: order.at,
      listedAt: order.at,
      request: order.request,
      picture: pictureOf(order.request),
      blocked: [],
      client: order.foreign.madeBy,
      downloads: new Map(),
      answered: 'ok',
      foreign: order.foreign,
    };
    this.#addGeneration(generation);
    this.#keep(keptGeneration(generation));
    return generation;
  }

  /** Takes a generation out of the history, until `listedAt`. */
  unlist(generation: Generation, listedAt: number): void {
    generation.listedAt = listedAt;
    this.#keep({ kind: 'listed', id: generation.generation_request_id, listedAt });
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
    this.#addDownload(download);
    this.#keep(keptDownload(download));
    return download;
  }

  redownload(order: { download: Download; request: RedownloadRequest; client: string }): Redownload {
    const redownload: Redownload = { ...order, at: this.#clock.now(), answered: 'under_way' };
    this.#addRedownload(redownload);
    this.#keep(keptRedownload(redownload));
    return redownload;
  }

  /** Records the answer to an effect. */
  note(effect: { answered: Answered }, answered: Answered): void {
    effect.answered = answered;
    const id =
      'generated_asset_id' in effect ? effect.generated_asset_id : 'generation_request_id' in effect && effect.generation_request_id;
    if (typeof id === 'string') this.#keep({ kind: 'answered', id, answered });
  }

  /** Restores the effects that an earlier process kept, oldest first. Those without their generation are left out. */
  restore(kept: KeptEffect[]): void {
    for (const effect of kept) this.#restoreOne(effect);
  }

  #restoreOne(effect: KeptEffect): void {
    switch (effect.kind) {
      case 'generation': {
        const { kind: _kind, ...generation } = effect;
        return this.#addGeneration({ ...generation, picture: pictureOf(generation.request), downloads: new Map() });
      }
      case 'download': {
        const { kind: _kind, generation_request_id, ...download } = effect;
        const generation = this.generations.get(generation_request_id);
        return generation && this.#addDownload({ ...download, generation });
      }
      case 'redownload': {
        const { kind: _kind, ...redownload } = effect;
        const download = this.downloads.get(redownload.request.generated_asset_id);
        return download && this.#addRedownload({ ...redownload, download });
      }
      case 'answered': {
        const answered = this.generations.get(effect.id) ?? this.downloads.get(effect.id);
        if (answered) answered.answered = effect.answered;
        return;
      }
      case 'listed': {
        const listed = this.generations.get(effect.id);
        if (listed) listed.listedAt = effect.listedAt;
        return;
      }
      case 'totals': {
        const { kind: _kind, ...totals } = effect;
        Object.assign(this.totals, totals);
        return;
      }
      case 'cleared':
        this.#empty();
    }
  }

  /** Everything that `restore` needs. */
  snapshot(): KeptEffect[] {
    return [
      ...Array.from(this.generations.values(), keptGeneration),
      ...Array.from(this.downloads.values(), keptDownload),
      ...Array.from(this.redownloads, keptRedownload),
      { kind: 'totals', ...this.totals },
    ];
  }

  #addGeneration(generation: Generation): void {
    const now = this.#clock.now();
    this.generations.set(generation.generation_request_id, generation);
    if (generation.readyAt > now) this.pending.add(generation.readyAt, now);
    if (!generation.foreign) this.totals.generations += 1;
    if (this.generations.size > this.#maxGenerations) dropOldest(this.generations);
  }

  #addDownload(download: Download): void {
    download.generation.downloads.set(download.index, download);
    this.downloads.set(download.generated_asset_id, download);
    this.totals.downloads += 1;
    if (this.downloads.size > this.#maxGenerations) dropOldest(this.downloads);
  }

  #addRedownload(redownload: Redownload): void {
    this.redownloads.add(redownload);
    this.totals.redownloads += 1;
    if (this.redownloads.size > this.#maxGenerations) dropOldest(this.redownloads);
  }

  clear(): void {
    this.#empty();
    this.#keep({ kind: 'cleared' });
  }

  #empty(): void {
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
