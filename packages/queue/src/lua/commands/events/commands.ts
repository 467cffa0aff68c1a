import { number, oneOf } from '../../answers.ts';
import { command, of } from '../../command.ts';

export const eventCommands = {
  trim_events: command({
    whenFull: 'frees',
    takes: { keep: of<number>(), forget: of<number>(), most: of<number>() },
    answers: { trimmed: { count: number, left: oneOf('more', 'all') } },
  }),
  fail_event: command({
    takes: { id: of<string>(), group: of<string>(), error: of<string>(), most: of<number>(), token: of<string>() },
    answers: { again: {}, aside: {} },
  }),
};
