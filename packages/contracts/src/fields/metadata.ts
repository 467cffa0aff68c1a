import { z } from 'zod';

import { pathOf, walkJson } from './walk-json.ts';

/** What a caller may attach to a job, a batch or an endpoint. It comes back as it was given. */

const MOST_BYTES = 4_096;
/** Deep enough for any use; without a limit a few kilobytes of brackets exhaust the stack of whoever walks through them. */
const MOST_LEVELS = 32;

/** `z.record` is no help here: it leaves out a field named `__proto__`. */
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
    description: 'Yours; comes back everywhere. At most 4,096 bytes as JSON, at most 32 levels deep.',
  }) as z.ZodType<Record<string, unknown>>;

/** Looks no deeper than `levels`, whatever it is given. */
export function nestsAtMost(levels: number, value: unknown): boolean {
  for (const node of walkJson(value, levels)) {
    if (node.level === levels && typeof node.value === 'object' && node.value !== null) return false;
  }
  return true;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Numbers that a double cannot hold come back as other ones. */
function unsafeNumbers(value: unknown): PropertyKey[][] {
  const numbers = [...walkJson(value, MOST_LEVELS)].filter((node) => typeof node.value === 'number');
  return numbers.filter((node) => Math.abs(node.value as number) > Number.MAX_SAFE_INTEGER).map(pathOf);
}
