import type { Clock } from '@darkroom/runtime';

export type Upload = { name: string; client: string; at: number; expiresAt: number; bytes: Buffer };

const MAX_UPLOADS = 200;

/**
 * The newest 200 uploads, in memory only. The names are those of a client: another one may use the same.
 */
export class Uploads {
  readonly #clock: Clock;
  readonly #kept = new Map<string, Upload>();

  constructor(deps: { clock: Clock }) {
    this.#clock = deps.clock;
  }

  /** Stores it, in place of an earlier one of the same name. */
  put(upload: { name: string; client: string; bytes: Buffer; lifetimeMs: number }): void {
    const { lifetimeMs, ...rest } = upload;
    const at = this.#clock.now();
    const key = `${upload.client} ${upload.name}`;
    this.#kept.delete(key); // so that it is the newest
    this.#kept.set(key, { ...rest, at, expiresAt: at + lifetimeMs });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MAX_UPLOADS) break;
      this.#kept.delete(oldest);
    }
  }

  /** The newest of that name that has not expired. */
  find(name: string): Upload | undefined {
    return this.list().findLast((upload) => upload.name === name && upload.expiresAt > this.#clock.now());
  }

  /** Oldest first, expired ones too. */
  list(): Upload[] {
    return [...this.#kept.values()];
  }

  clear(): void {
    this.#kept.clear();
  }
}
