import { randomUUID } from 'node:crypto';

import { auditNote, type Author } from '../audit/author.ts';
import type { RunCommand } from '../lua/commands.ts';

/** `given`: the limit is a setting. `nothing`: there is no such pause, or the limit was never met. */
export type TriedLimit = 'asked' | 'given' | 'nothing';

/** Has a pause (`daily`, `quota.<product>`, `getty_away`) tried at once instead of at its time, or a little more than a found limit (`pending`, `queries`). */
export function createTryLimit({ run, now }: { run: RunCommand; now: () => number }) {
  return async (name: string, author: Author): Promise<TriedLimit> => {
    const audit = auditNote(author, { tenant: null, action: 'limit.try', target: { type: 'limit', id: name }, once: randomUUID() })!;
    const { code } = await run('try_limit', { now: now(), name, audit });
    return code;
  };
}
