import { rest, text } from '../../answers.ts';
import { command, of } from '../../command.ts';

export const libraryCommands = {
  keep_libraries: command({
    takes: { library: of<string>(), removed: of<string[]>() },
    answers: { kept: { unused: rest(text) } },
  }),
};
