import { randomUUID } from 'node:crypto';

import type { Clock } from '@darkroom/runtime';

import { PendingCount } from '../account/pending-count.ts';
import { Refused } from '../behaviour/refusals.ts';
import { pictureOf } from '../pictures/picture.ts';
import type { RedownloadRequest } from '../requests/download-request.ts';
import { NEVER, type Answered, type Download, type Foreign, type Generation, type Redownload } from './effect.ts';
import type { KeptEffect } from './kept-effect.ts';
import { RegisteredFiles } from './registered-files.ts';
import { keptDownload, keptFile, keptGeneration, keptRedownload } from './to-kept.ts';

/** The parts of a generation that its call decides. */
type GenerationOrder = Pick<Generation, 'operation' | 'source' | 'request' | 'picture' | 'images'>;

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
  readonly files: RegisteredFiles;

  constructor(deps: { clock: Clock; maxGenerations: number; keep?: (effect: KeptEffect) => void }) {
    this.#clock = deps.clock;
    this.#keep = deps.keep ?? (() => undefined);
    this.#maxGenerations = deps.maxGenerations;
    this.files = new RegisteredFiles({ clock: deps.clock, keep: this.#keep });
  }

  /** @throws Refused 429 when the limit of pending generations is reached */
  generate(
    order: GenerationOrder & { client: string; durationMs: number; historyLagMs: number; blocked: number[]; maxPending: number | null },
  ): Generation {
    const { durationMs, historyLagMs, maxPending, ...made } = order;
    const at = this.#clock.now();
    if (maxPending !== null && this.pending.at(at) >= maxPending) throw new Refused('429-pending');
    return this.#begin({
      ...made,
      at,
      readyAt: at + durationMs,
      listedAt: Math.min(at + historyLagMs, NEVER),
      answered: 'under_way',
    });
  }

  /** Adds a generation that somebody else made at `at`: it is done, and in the history. */
  addForeign({ at, ...order }: GenerationOrder & { at: number; foreign: Foreign }): Generation {
    return this.#begin({ ...order, at, readyAt: at, listedAt: at, blocked: [], client: order.foreign.madeBy, answered: 'ok' });
  }

  #begin(made: Omit<Generation, 'generation_request_id' | 'downloads'>): Generation {
    const generation: Generation = { generation_request_id: randomUUID(), ...made, downloads: new Map() };
    this.#addGeneration(generation);
    this.#keep(keptGeneration(generation));
    return generation;
  }

  /** Takes a generation out of the history, until `listedAt`. */
  unlist(generation: Generation, listedAt: number): void {
    generation.listedAt = listedAt;
    this.#keep({ kind: 'listed', id: generation.generation_request_id, listedAt });
  }

  startDownload(order: Pick<Download, 'generation' | 'index' | 'request' | 'fileBytes' | 'client'> & { durationMs: number }): Download {
    const { durationMs, ...started } = order;
    const at = this.#clock.now();
    const download: Download = { generated_asset_id: randomUUID(), ...started, at, readyAt: at + durationMs, answered: 'under_way' };
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
        const { kind: _kind, picture = pictureOf(effect.request), ...generation } = effect;
        return this.#addGeneration({ ...generation, picture, downloads: new Map() });
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
      case 'file': {
        const { kind: _kind, ...file } = effect;
        this.files.byId.set(file.id, file);
        return;
      }
      case 'file_removed':
        this.files.byId.delete(effect.id);
        return;
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
      ...Array.from(this.files.byId.values(), keptFile),
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
    this.files.byId.clear();
    this.pending.clear();
    Object.assign(this.totals, { generations: 0, downloads: 0, redownloads: 0 });
  }
}

function dropOldest<Key>(kept: { keys(): Iterator<Key>; delete(key: Key): boolean }): void {
  const oldest = kept.keys().next();
  if (!oldest.done) kept.delete(oldest.value);
}
