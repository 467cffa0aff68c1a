import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

import { KeptEffect } from './kept-effect.ts';

/**
 * Stores what must survive a restart: one JSON line per effect, appended before the effect is answered, so that kill -9 loses none. A file
 * that has grown to twice the kept size is rewritten beside the old one and replaces it in one step.
 */
export type StateFile = {
  /** The stored effects, oldest first. */
  readonly found: KeptEffect[];
  /** The new place of a file that could not be read completely; its readable part is in `found`. */
  readonly setAside: string | undefined;
  append(effect: KeptEffect): void;
  /** Safe to call twice. */
  close(): void;
};

/** Lines that may be appended before the size is checked, however little is kept. */
const FEW_LINES = 1_000;
/** The start of every line. */
const BEGINNING = '{"kind":"';
/** Lines written by one system call. */
const CHUNK = 1_000;

/** Opens or creates the file. `snapshot` returns everything that must be kept now. @throws when it cannot be written */
export function openStateFile(path: string, options: { snapshot: () => KeptEffect[]; now: () => number }): StateFile {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const { found, broken } = readLines(path);
  const setAside = broken ? `${path}.unreadable-${options.now()}` : undefined;
  if (setAside) renameSync(path, setAside);
  let descriptor = replace(path, found);
  let mostLines = 2 * found.length + FEW_LINES;
  let lines = found.length;
  let open = true;

  return {
    found,
    setAside,
    append(effect) {
      if (!open) return;
      writeSync(descriptor, lineOf(effect));
      if (++lines <= mostLines) return;
      const kept = options.snapshot();
      closeSync(descriptor);
      descriptor = replace(path, kept);
      lines = kept.length;
      mostLines = 2 * lines + FEW_LINES;
    },
    close() {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}

/** `broken`: a line could not be read. A last line without its end was being written when the process died; its effect was not answered. */
function readLines(path: string): { found: KeptEffect[]; broken: boolean } {
  if (!existsSync(path)) return { found: [], broken: false };
  const lines = readFileSync(path, 'utf8').split('\n');
  const last = lines.pop() ?? '';
  const found = lines.flatMap((line) => readLine(line) ?? []);
  return { found, broken: found.length < lines.length || !BEGINNING.startsWith(last.slice(0, BEGINNING.length)) };
}

function readLine(line: string): KeptEffect | undefined {
  try {
    return KeptEffect.parse(JSON.parse(line));
  } catch {
    return undefined; // the file is set aside
  }
}

/** Writes all effects to a new file that replaces the old one, and leaves it open for more. */
function replace(path: string, effects: KeptEffect[]): number {
  const descriptor = openSync(`${path}.new`, 'w', 0o600);
  for (let start = 0; start < effects.length; start += CHUNK) {
    writeSync(
      descriptor,
      effects
        .slice(start, start + CHUNK)
        .map(lineOf)
        .join(''),
    );
  }
  fsyncSync(descriptor);
  renameSync(`${path}.new`, path);
  return descriptor;
}

function lineOf(effect: KeptEffect): string {
  return `${JSON.stringify(effect)}\n`;
}
