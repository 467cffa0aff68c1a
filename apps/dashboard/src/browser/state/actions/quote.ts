import type { DryRun } from '@darkroom/contracts';

import { call, type CallProblem } from '../call.ts';

/** What a submission would come to. Both null: that is being asked. */
export type Quote = { dryRun: DryRun | null; problem: CallProblem | null };

/** Asks what submissions would come to, the latest only. `changed` is called when an answer is there. */
export function createQuotes(changed: () => void) {
  let quote: Quote = { dryRun: null, problem: null };
  let asking: AbortController | undefined;
  return {
    get now() {
      return quote;
    },
    ask: async (path: string, { body, tenant }: { body: object; tenant: string }): Promise<void> => {
      asking?.abort();
      const mine = (asking = new AbortController());
      quote = { dryRun: null, problem: null };
      changed();
      try {
        const options = { method: 'POST', body: { ...body, dry_run: true }, tenant, signal: mine.signal } as const;
        const { data, problem } = await call<DryRun>(path, options);
        quote = { dryRun: data ?? null, problem: problem ?? null };
      } catch (error) {
        if (mine.signal.aborted) return; // another was asked meanwhile
        throw error;
      }
      changed();
    },
  };
}

/** Whether the submission would be taken. */
export function isTaken({ dryRun }: Quote): boolean {
  return dryRun !== null && dryRun.would !== 'reject';
}
