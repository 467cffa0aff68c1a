import type { JobStatus, JobType } from '@darkroom/contracts';

import { number, oneOf, rest, text, textAs, words } from '../../answers.ts';
import { command, of, optional } from '../../command.ts';

export const reminderCommands = {
  add_reminders: command({
    takes: { queue: of<string>(), ids: of<string[]>(), runs: of<number[]>(), delays: optional<number[]>(), made: of<number>() },
    answers: { added: {} },
  }),
  look_at_reminders: command({
    whenFull: 'frees',
    takes: { queue: of<string>(), ids: of<string[]>() },
    answers: { looked: { states: rest(oneOf('delayed', 'missing', 'waiting', 'active')) } },
  }),
  forget_reminders: command({
    whenFull: 'frees',
    takes: { queue: of<string>(), ids: of<string[]>() },
    answers: { forgotten: {} },
  }),
  overdue: command({
    takes: { most: of<number>(), patience: of<number>(), again: of<number>(), longest: of<number>() },
    answers: {
      overdue: {
        looked: number,
        found: rest(words({ type: textAs<JobType>(), run: number, id: text, status: textAs<JobStatus>(), deadline_at: number })),
      },
    },
  }),
};
