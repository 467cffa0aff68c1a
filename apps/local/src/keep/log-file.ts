import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

export type LogFile = {
  path: string;
  /** The file descriptor that a child process writes to. */
  descriptor: number;
  /** Why the process ended, for the user: its fatal line or uncaught error, or else its latest lines. */
  lastWords(): string;
  close(): void;
};

/** Opens `logs/<name>.log`, new at each start; the previous one is kept as `<name>.1.log`. */
export function openLogFile(home: string, name: string): LogFile {
  const directory = join(home, 'logs');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `${name}.log`);
  if (existsSync(path)) renameSync(path, join(directory, `${name}.1.log`));
  const descriptor = openSync(path, 'a', 0o600);
  return {
    path,
    descriptor,
    lastWords: () => lastWords(readFileSync(path, 'utf8')),
    close: () => closeSync(descriptor),
  };
}

const LINES = 8;

function lastWords(log: string): string {
  const lines = log.trimEnd().split('\n');
  const fatal = lines.findLast((line) => line.includes('"level":"fatal"')) ?? lines.findLast((line) => /^\w*Error\b/.test(line));
  return fatal ? describe(fatal) : lines.slice(-LINES).map(describe).join('\n');
}

function describe(line: string): string {
  try {
    const { msg, error } = JSON.parse(line) as { msg?: string; error?: { message?: string } };
    return [msg, error?.message].filter(Boolean).join(': ');
  } catch {
    return line;
  }
}
