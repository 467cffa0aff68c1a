import { InvalidArgumentError } from 'commander';

import type { World } from './world.ts';

/** Readers of option values. @throws InvalidArgumentError, which the program shows with the option's name */

const DURATION = /^(\d{1,9})(ms|s|m|h|d)$/;
const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function readWholeNumber(value: string): number {
  if (!/^-?\d{1,15}$/.test(value)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(value);
}

/** How many of something: 1 or more. */
export function readCount(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return Number(value);
}

/** `90s`, `10m`, `2h` as milliseconds. */
export function readDuration(value: string): number {
  const [, count, unit] = DURATION.exec(value) ?? [];
  if (count === undefined || unit === undefined) throw new InvalidArgumentError('It must be a time such as 90s, 10m or 2h.');
  return Number(count) * UNITS[unit]!;
}

/** `2h` as the instant that is so far ahead. Other texts stay: the API reads instants. */
export function instantOf({ now }: Pick<World, 'now'>, value: string): string {
  return DURATION.test(value) ? new Date(now() + readDuration(value)).toISOString() : value;
}

/** `before`: what was read, or false after `--no-metadata`. */
export function readMetadata(value: string, before: Record<string, string> | false = {}): Record<string, string> {
  const at = value.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must be key=value.');
  return { ...before, [value.slice(0, at)]: value.slice(at + 1) };
}

export function readList(value: string): string[] {
  return value.split(',').filter((one) => one !== '');
}

/** `job_…:0`, `asset:1279463041`, `file:5b0c…`. */
export function readSource(value: string): object {
  const [, kind, id] = /^(asset|file):(.+)$/.exec(value) ?? [];
  if (kind !== undefined) return { [`${kind}_id`]: id };
  const [, name, index] = /^([\w.~-]+):(\d)$/.exec(value) ?? [];
  if (name === undefined) throw new InvalidArgumentError('It must be <job id>:<index>, asset:<id> or file:<id>.');
  return { [name.startsWith('job_') ? 'job_id' : 'generation_request_id']: name, index: Number(index) };
}
