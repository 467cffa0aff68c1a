import { AuthError, GettyError, RetryableError, ThrottledError, type GettyClient } from '@darkroom/getty';
import type { JobRecord, Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';

import { CLOCK_SKEW_MS } from '../generation/history-window.ts';
import { readMarks, type Marked, type Marks } from '../generation/read-marks.ts';
import { JOBS_AT_ONCE } from './find-newer.ts';
import { isLater, passOf } from './is-later.ts';

/** A million entries: more than an account makes in the age of a backup. */
const MOST_PAGES = 5_000;
/**
 * Pauses before a page is read again. After the last, the command gives up; it can be run again. A Getty that refuses for now is asked on and on, since all
 * pages would be read again otherwise, unless it says that it will be long.
 */
const RETRY_AFTER_MS = [1_000, 5_000, 15_000, 30_000, 60_000];
const MOST_PAUSE_MS = 10 * 60_000;
/** A person waits: a slow Getty takes half an hour for a week. */
const SAY_EVERY_MS = 10_000;

/**
 * `generations`: those in Getty's history since the backup. `adopted`: jobs that go on with one of these. `foreign`: how many of them are of jobs that the
 * backup does not have. The history is read from some minutes earlier, since clocks differ; what is surely older does not count.
 */
export type Prepared = { generations: number; adopted: string[]; foreign: number };

export class HistoryNotReadError extends Error {
  override name = 'HistoryNotReadError';
}

type Needs = {
  store: Pick<Store, 'dataOrigin' | 'jobs'>;
  getty: Pick<GettyClient, 'history'>;
  clock: Clock;
  /** Lets a job go on with a generation of Getty. The second time it changes nothing. */
  adopt: (record: JobRecord, marked: Marked) => Promise<void>;
  /** Shows a person how far it is. */
  say: (line: string) => void;
};

/**
 * Compares restored records with all that Getty's history has since the backup. A job that Getty has goes on with that generation. Then workers may
 * start: what is unsent still is looked up once more, each by itself, before it is sent (downloads by the file of their image). It can be repeated at any
 * time, also after it was killed. @throws HistoryNotReadError: workers stay refused
 */
export async function prepareRestored(
  deps: Needs,
  { runId, stateAt, withHistory }: { runId: string; stateAt: number; withHistory: boolean },
): Promise<Prepared> {
  await deps.store.dataOrigin.isRestored(stateAt);
  const { marks, generations } = withHistory ? await readAll(deps, stateAt) : { marks: new Map() as Marks, generations: 0 };
  const adopted: string[] = [];
  let foreign = 0;
  const ids = [...marks.keys()];
  const saySometimes = sometimes(deps);
  for (let begin = 0; begin < ids.length; begin += JOBS_AT_ONCE) {
    const some = ids.slice(begin, begin + JOBS_AT_ONCE);
    const records = await deps.store.jobs.getMany(some);
    const here = new Set<string>(records.map(({ id }) => id));
    for (const id of some) if (!here.has(id)) foreign += marks.get(id)!.filter(({ at }) => at === null || at >= stateAt).length;
    const owners = await deps.store.jobs.ownersOf(records.flatMap(({ id }) => marks.get(id)!.map((marked) => marked.id)));
    for (const record of records) {
      const unowned = marks.get(record.id)!.filter(({ id }) => !owners.has(id));
      for (const marked of ofOpenIntent(record, unowned)) await deps.adopt(record, marked);
      if (unowned.length > 0) adopted.push(record.id);
    }
    saySometimes(() => `Compared ${begin + some.length} of ${ids.length} jobs with Getty.`);
  }
  await deps.store.dataOrigin.isPrepared(runId);
  return { generations, adopted, foreign };
}

/**
 * In the order in which they were made. If the backup has an open intent that shows nowhere, and Getty has a later call, that one was sent because the open
 * one had no effect, or might have none. The later call is the outcome that the job waits for.
 */
function ofOpenIntent({ intent }: JobRecord, unowned: Marked[]): Marked[] {
  const inOrder = unowned.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
  if (intent === null || inOrder.some((marked) => marked.intent === intent.id)) return inOrder;
  const outcome = inOrder.find((marked) => isLater(marked.intent, passOf(intent.id)));
  return inOrder.map((marked) => (marked === outcome ? { ...marked, intent: intent.id } : marked));
}

async function readAll(deps: Needs, stateAt: number): Promise<{ marks: Marks; generations: number }> {
  let [read, older] = [0, 0];
  const saySometimes = sometimes(deps);
  const history: GettyClient['history'] = async (query) => {
    const page = await untilRead(deps, () => deps.getty.history(query));
    read += page.entryCount;
    older += page.generations.filter(({ generation_date: date }) => Date.parse(date ?? '') < stateAt).length;
    saySometimes(() => `Read ${read}${page.resultCount === null ? '' : ` of ${page.resultCount}`} generations of Getty's history.`);
    return page;
  };
  const window = { from: new Date(stateAt - CLOCK_SKEW_MS), to: new Date(deps.clock.now() + CLOCK_SKEW_MS), mostPages: MOST_PAGES };
  const { marks, complete } = await readMarks({ history }, window);
  if (!complete) throw new HistoryNotReadError("A part of Getty's history could not be read");
  return { marks, generations: read - older };
}

async function untilRead<Page>({ clock, say }: Pick<Needs, 'clock' | 'say'>, read: () => Promise<Page>): Promise<Page> {
  for (let failures = 0; ; failures++) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof GettyError)) throw error;
      const pauseMs = pauseAfter(error, failures);
      if (pauseMs === undefined) throw new HistoryNotReadError(`Getty's history could not be read: ${error.message}`, { cause: error });
      say(`Getty's history could not be read: ${error.message}. It is asked again in ${Math.ceil(pauseMs / 1_000)} s.`);
      await clock.sleep(pauseMs);
    }
  }
}

/** How long to wait after a failure, in ms; undefined: it does not pass. */
function pauseAfter(error: GettyError, failures: number): number | undefined {
  if (error instanceof ThrottledError) {
    const pauseMs = Math.max(RETRY_AFTER_MS[failures] ?? RETRY_AFTER_MS.at(-1)!, error.retryAfterMs ?? 0);
    return pauseMs > MOST_PAUSE_MS ? undefined : pauseMs;
  }
  const passes = error instanceof RetryableError || (error instanceof AuthError && error.status === undefined);
  return passes ? RETRY_AFTER_MS[failures] : undefined;
}

function sometimes({ clock, say }: Pick<Needs, 'clock' | 'say'>): (line: () => string) => void {
  let saidAt = clock.now();
  return (line) => {
    if (clock.now() - saidAt < SAY_EVERY_MS) return;
    saidAt = clock.now();
    say(line());
  };
}
