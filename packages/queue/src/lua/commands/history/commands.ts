import { command, of } from '../../command.ts';

export const historyCommands = {
  note_minute: command({
    takes: { minute: of<number>(), most: of<number>(), kept: of<number>() },
    answers: { noted: {}, there: {} },
  }),
};
