import type { JobType } from '@darkroom/contracts';

import { number, orNull, row, rows, textAs } from '../../answers.ts';
import { command, of, optional } from '../../command.ts';

export const historyCommands = {
  note_minute: command({
    takes: { minute: of<number>(), oldest: optional<number>(), most: of<number>(), kept: of<number>() },
    answers: { noted: {}, there: {} },
  }),
  oldest_queued: command({
    whenFull: 'reads',
    takes: { tenants: of<string[]>(), from: of<number>(), oldest: optional<number>(), most: of<number>() },
    answers: { looked: { oldest: orNull(number), done: number, from: number } },
  }),
  backlog: command({
    whenFull: 'reads',
    takes: { tenants: of<number>(), most: of<number>() },
    answers: {
      backlog: {
        passes: rows({ type: textAs<JobType>(), due: number, oldest: orNull(number) }),
        deliveries: row({ pending: number, due: number, oldest: orNull(number) }),
        events: row({ unhandled: number, oldest: orNull(number) }),
      },
    },
  }),
};
