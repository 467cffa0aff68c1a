import type { StorageFormat } from '../redis/format.ts';

/** What this version can work with. Change it together with the page docs/operations/upgrading.md. */
export type Compatibility = {
  version: string;
  /** The newest storage format that this version reads. */
  newestFormat: number;
  /** The format that this process writes, and the oldest version that reads that format. */
  writes: { format: number; readableFrom: string };
  /** The oldest version that may have run here before, or may still run beside this one. */
  upgradesFrom: string;
};

/** The oldest version that reads each format. */
export const READABLE_FROM: Readonly<Record<StorageFormat, string>> = { 1: '0.1.0', 2: '0.1.0' };
export const UPGRADES_FROM = '0.1.0';

/** What is noted in Redis: the version that started last, and for each format the version that wrote it first and the oldest that reads it. */
export type Installation = { version: string | null; formats: { format: number; by: string; readableFrom: string }[] };

/** Thrown at the start of a version that must not run here. The message is for the operator. */
export class RefusedVersionError extends Error {
  override readonly name = 'RefusedVersionError';
}

/** Why this version must not run on this data, beside these processes; undefined if it may. Neighbouring versions always may. */
export function whyRefused(
  mine: Compatibility,
  found: Installation,
  running: { app: string; host: string; version: string }[],
): string | undefined {
  const unknown = found.formats.filter(({ format }) => format > mine.newestFormat).toSorted((a, b) => b.format - a.format)[0];
  if (unknown) {
    return (
      `Darkroom ${mine.version} cannot read all data in Redis. Darkroom ${unknown.by} has written storage format ${unknown.format}, ` +
      `and this version reads formats up to ${mine.newestFormat}. Start Darkroom ${unknown.readableFrom} or newer.`
    );
  }
  if (found.version !== null && isOlder(found.version, mine.upgradesFrom)) {
    return (
      `Darkroom ${mine.version} cannot follow ${found.version} directly, which ran here last. ` +
      `Deploy Darkroom ${mine.upgradesFrom} first, with all processes, and then this version.`
    );
  }
  const old = running.find(({ version }) => version !== '' && isOlder(version, mine.upgradesFrom));
  if (!old) return undefined;
  return (
    `Darkroom ${mine.version} cannot run beside ${old.version}, and its process ${old.app} on ${old.host} is running. ` +
    `Replace all processes by Darkroom ${mine.upgradesFrom} first.`
  );
}

/** Whether a version comes before another: `0.9.1` before `0.10.0`. What stands behind a hyphen does not count. */
export function isOlder(version: string, than: string): boolean {
  const [mine, theirs] = [version, than].map((text) => text.split('-')[0]!.split('.').map(Number));
  const index = theirs!.findIndex((part, place) => part !== (mine![place] ?? 0));
  return index !== -1 && (mine![index] ?? 0) < theirs![index]!;
}
