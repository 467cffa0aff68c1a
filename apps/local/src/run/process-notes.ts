import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { commandLineOf, untilEnded } from '@darkroom/embedded-redis';

export type ProcessNotes = {
  note(pid: number, main: string): Promise<void>;
  /** Ends the processes recorded by a start that was killed, and returns their number. */
  endLeft(): Promise<number>;
  /** Deletes the notes: all our processes have ended. Notes of another start stay. */
  forget(): Promise<void>;
};

/** Records the processes that we started: if this process is killed, the next start finds and ends them. */
export function createProcessNotes(home: string): ProcessNotes {
  const file = join(home, 'processes');
  let ours = false;
  return {
    note: (pid, main) => writeFile(file, `${pid} ${main}\n`, { flag: 'a' }),
    async endLeft() {
      const notes = await readFile(file, 'utf8').catch(() => ''); // the last start ended in order
      let count = 0;
      for (const note of notes.split('\n').filter(Boolean)) {
        const [pid, main] = note.split(' ') as [string, string];
        if (!(await commandLineOf(Number(pid)))?.includes(main)) continue;
        process.kill(Number(pid), 'SIGKILL');
        await untilEnded(Number(pid));
        count++;
      }
      await rm(file, { force: true });
      ours = true;
      return count;
    },
    async forget() {
      if (ours) await rm(file, { force: true });
    },
  };
}
