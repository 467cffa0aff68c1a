import type { RunCommand } from '../lua/commands.ts';
import type { GettyAwayCause } from './limits-now.ts';
import type { Reminders } from '../reminders/reminders.ts';

export type GettyNotes = ReturnType<typeof createGettyNotes>;

/** What a call to Getty came to, as far as it says whether Getty is there. `kind`: the kind of call that failed. */
export type GettyNote = { good: true } | { good: false; kind: string; cause: GettyAwayCause };

/**
 * What all processes together make of it. `doubted`: only calls of these kinds failed, so another kind should be tried. `away` and `back`: since this
 * very note.
 */
export type GettyNoted =
  | { code: 'noted' }
  | { code: 'doubted'; kinds: string[] }
  | { code: 'away'; cause: GettyAwayCause }
  | { code: 'back'; since: number };

/** Whether Getty is there: a state of the service, kept in Redis from what the calls of all processes came to. */
export function createGettyNotes(deps: { run: RunCommand; reminders: Reminders; now: () => number }) {
  return {
    note: async (note: GettyNote): Promise<GettyNoted> => {
      const answer = await deps.run('note_getty', { now: deps.now(), ...note });
      await deps.reminders.remindWoken(answer.woken);
      switch (answer.code) {
        case 'doubted':
          return { code: 'doubted', kinds: answer.kinds.split(' ') };
        case 'away':
          return { code: 'away', cause: answer.cause };
        case 'back':
          return { code: 'back', since: answer.since };
        case 'noted':
          return { code: 'noted' };
      }
    },
  };
}
