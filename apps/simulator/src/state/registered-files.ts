import { randomUUID } from 'node:crypto';

import type { Clock } from '@darkroom/runtime';

import type { FileRequest } from '../requests/file-request.ts';
import type { KeptEffect } from './kept-effect.ts';

export type RegisteredFile = { id: string; at: number; request: FileRequest; client: string };

/** The files that the account has registered, oldest first. They have no price. */
export class RegisteredFiles {
  readonly #clock: Clock;
  readonly #keep: (effect: KeptEffect) => void;
  readonly byId = new Map<string, RegisteredFile>();

  constructor(deps: { clock: Clock; keep: (effect: KeptEffect) => void }) {
    this.#clock = deps.clock;
    this.#keep = deps.keep;
  }

  register(order: { request: FileRequest; client: string }): RegisteredFile {
    const file = { id: randomUUID(), at: this.#clock.now(), ...order };
    this.byId.set(file.id, file);
    this.#keep({ kind: 'file', ...file });
    return file;
  }

  /** Whether there was one. */
  remove(id: string): boolean {
    const existed = this.byId.delete(id);
    if (existed) this.#keep({ kind: 'file_removed', id });
    return existed;
  }
}
