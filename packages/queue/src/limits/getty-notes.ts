import type { RunCommand } from '../lua/commands.ts';
import type { GettyAwayCause } from './limits-now.ts';
import type { Reminders } from '../reminders/reminders.ts';

export type GettyNotes = ReturnType<typeof createGettyNotes>;

/** The result of a call to Getty, as evidence whether Getty is available. `kind`: the kind of call that failed. */
export type GettyNote = { good: true } | { good: false; kind: string; cause: GettyAwayCause };

/**
 * The conclusion from the calls of all processes. `doubted`: only calls of these kinds failed, so another kind should be tried. `away` and
 * `back`: changed by this note.
 */
export type GettyNoted =
  | { code: 'noted' }
  | { code: 'doubted'; kinds: string[] }
  | { code: 'away'; cause: GettyAwayCause }
  | { code: 'back'; since: number };

/** Records whether Getty is available: a state of the service in Redis, from the results of all processes' calls. */
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
