import { TimeLimitError, type Job } from '@darkroom/client';

import type { Context } from '../../context.ts';
import { EXIT, Exit } from '../../exit-codes.ts';
import { describeBill, describeState } from '../../terminal/describe-job.ts';
import { plain } from '../../terminal/text.ts';
import { createProgress, type Progress } from '../../terminal/progress.ts';
import { saveFilesOf, type SavedFile } from './save-files.ts';

type Wish = {
  /** Where files are saved; undefined: nowhere. */
  folder: string | undefined;
  timeoutMs?: number | undefined;
  /** The command that goes on after an interruption, without the id. */
  goOn: string;
};

/** Waits for a job and the downloads that it started, saves their files, prints what came of them. Returns the exit code. */
export async function followToEnd(context: Context, job: Job, wish: Wish): Promise<number> {
  const { world, json } = context;
  const progress = createProgress(world, false);
  try {
    progress.say(job.id);
    const { ended, downloads, files } = await collect(context, job, { wish, progress });
    progress.end();
    if (json) context.printJson({ job: ended, downloads, files });
    else {
      for (const { path } of files) context.print(path);
      for (const one of [ended, ...downloads]) progress.say(`${one.id}: ${describeState(one)}; ${describeBill(one)}`);
      if (files.length === 0 && wish.folder === undefined) for (const line of imagesOf(ended)) context.print(line);
    }
    return exitCodeOf([ended, ...downloads]);
  } catch (error) {
    progress.end();
    if (world.interrupted.aborted)
      throw new Exit(EXIT.interrupted, `${job.id} goes on. Follow it again:\n  ${wish.goOn.replace('ID', job.id)}`);
    if (!(error instanceof TimeLimitError)) throw error;
    throw new Exit(EXIT.unreachable, `${job.id} has not ended yet, and goes on. Follow it again:\n  ${wish.goOn.replace('ID', job.id)}`);
  }
}

async function collect(context: Context, job: Job, { wish, progress }: { wish: Wish; progress: Progress }) {
  const darkroom = context.darkroom();
  const signal = context.world.interrupted;
  const until = wish.timeoutMs === undefined ? undefined : context.world.now() + wish.timeoutMs;
  // One time limit for the job and its downloads.
  const options = () => ({ signal, timeoutMs: until && Math.max(1, until - context.world.now()) });
  const ended = await darkroom.jobs.wait(job, { ...options(), onUpdate: (now) => progress.show(describeState(now)) });
  const files: SavedFile[] = [];
  const keep = async (one: Job) => {
    if (wish.folder !== undefined) files.push(...(await saveFilesOf(darkroom, one, { folder: wish.folder, signal })));
  };
  const downloads: Job[] = [];
  if (ended.downloads.length === 0) await keep(ended);
  for (const [at, id] of ended.downloads.entries()) {
    const place = `download ${at + 1} of ${ended.downloads.length}`;
    const download = await darkroom.jobs.wait(id, { ...options(), onUpdate: (now) => progress.show(`${place}: ${describeState(now)}`) });
    downloads.push(download);
    await keep(download);
  }
  return { ended, downloads, files };
}

/** What a generation without files to save has to show. */
function imagesOf(job: Job): string[] {
  if (job.type !== 'generation') return [];
  return (job.result?.images ?? []).map(({ index, is_blocked: blocked, url, preview_urls: previews }) =>
    blocked ? `${index}: blocked by Getty` : `${index}: ${plain(url ?? previews.at(-1)?.image_url ?? 'no picture yet')}`,
  );
}

function exitCodeOf(jobs: Job[]): number {
  if (jobs.some(({ status }) => status === 'held')) return EXIT.held;
  return jobs.every(({ status }) => status === 'succeeded') ? EXIT.done : EXIT.notSucceeded;
}
