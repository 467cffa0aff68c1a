import { z } from 'zod';

import { pathOf, walkJson } from './walk-json.ts';

/** Metadata that a caller attaches to a job, a batch or an endpoint. It is returned unchanged. */

const MOST_BYTES = 4_096;
/** Deep enough for any use. Without a limit, a few kilobytes of brackets exhaust the stack of recursive readers. */
const MOST_LEVELS = 32;

/** Not a `z.record`: that omits a field named `__proto__`. */
export const Metadata = z
  .unknown()
  .check((context) => {
    const { value } = context;
    const refuse = (message: string, path: PropertyKey[] = []) => context.issues.push({ code: 'custom', input: value, message, path });
    if (!isObject(value)) refuse('must be an object');
    else if (!nestsAtMost(MOST_LEVELS, value)) refuse(`must not nest more than ${MOST_LEVELS} levels deep`);
    else {
      for (const path of unsafeNumbers(value)) refuse('must not be beyond ±9007199254740991: write larger numbers as text', path);
      if (Buffer.byteLength(JSON.stringify(value)) > MOST_BYTES) refuse(`must be at most ${MOST_BYTES} bytes as JSON`);
    }
  })
  .meta({
    type: 'object',
    additionalProperties: {},
    description: 'Your own data, returned everywhere. At most 4,096 bytes as JSON, at most 32 levels deep.',
  }) as z.ZodType<Record<string, unknown>>;

/** Checks the depth without looking deeper than `levels`. */
export function nestsAtMost(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => nestsAtMost(levels - 1, inner));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Finds numbers that a double cannot hold: they would come back changed. */
function unsafeNumbers(value: unknown): PropertyKey[][] {
  if (!holdsUnsafe(value)) return [];
  return [...walkJson(value, MOST_LEVELS)].filter((node) => isUnsafe(node.value)).map(pathOf);
}

/** Almost no value does: this costs a fraction of the search. */
function holdsUnsafe(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.values(value).some(holdsUnsafe) : isUnsafe(value);
}

function isUnsafe(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
}
