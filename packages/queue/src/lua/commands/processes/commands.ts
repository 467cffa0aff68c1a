import type { Fields } from '../../../redis/fields.ts';
import { command, of } from '../../command.ts';

export const processCommands = {
  note_process: command({
    takes: { id: of<string>(), fields: of<Fields>(), most: of<number>() },
    answers: { noted: {} },
  }),
};
