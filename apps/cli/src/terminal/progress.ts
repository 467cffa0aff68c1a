import type { World } from '../world.ts';
import { cut, duration, widthOf } from './text.ts';

/** What goes on, on stderr: one line that changes on a terminal; elsewhere a line for each change. */
export function createProgress(world: Pick<World, 'stderr' | 'env' | 'now'>, quiet: boolean) {
  const { stderr } = world;
  const rewrites = stderr.isTTY === true && world.env['TERM'] !== 'dumb';
  const startedAt = world.now();
  let shown = '';
  let timer: ReturnType<typeof setInterval> | undefined;

  const draw = () => {
    const elapsed = ` (${duration(world.now() - startedAt)})`;
    stderr.write(`\r\u001b[2K${cut(shown, widthOf(stderr) - elapsed.length - 1)}${elapsed}`);
  };
  const clear = () => {
    clearInterval(timer);
    timer = undefined;
    if (rewrites && shown !== '') stderr.write('\r\u001b[2K');
    shown = '';
  };

  return {
    show: (text: string) => {
      if (quiet || text === shown) return;
      shown = text;
      if (!rewrites) {
        stderr.write(`${text}\n`);
        return;
      }
      draw();
      timer ??= setInterval(draw, 1_000);
    },
    /** A line that stays. */
    say: (text: string) => {
      if (quiet) return;
      const going = shown;
      clear();
      stderr.write(`${text}\n`);
      if (going !== '' && rewrites) {
        shown = going;
        draw();
        timer = setInterval(draw, 1_000);
      }
    },
    end: clear,
  };
}

export type Progress = ReturnType<typeof createProgress>;
