import { absenceCountsAt, type Deps, type Pass } from '../pass/deps.ts';
import type { Outcome } from '../pass/outcome.ts';
import { generationAccepted } from './generation-accepted.ts';
import { CLOCK_SKEW_MS, MOST_PAGES } from './history-window.ts';
import { readMarks, type Marks } from './read-marks.ts';

/** A Redis that keeps only snapshots loses at most the writes of this time. */
const LOST_FOR_MS = 2 * 3_600_000;

/**
 * Finds the generation of an intent that Redis lost, whatever its run and fence: Getty's history has this job's mark on a generation that
 * no job here owns.
 */
export async function findLostGeneration(deps: Deps, pass: Pass, lostAt: number): Promise<Outcome | undefined> {
  const marked = (await marksAround(deps, pass, lostAt)).get(pass.record.id) ?? [];
  const owners = await deps.store.jobs.ownersOf(marked.map(({ id }) => id));
  const lost = marked.find(({ id }) => !owners.has(id));
  return lost && generationAccepted(deps, pass, lost.intent, lost.id, { because: 'found_in_history', waitMs: 0 });
}

/** One reading serves all jobs in doubt: that part of the history does not change any more. */
const read = new WeakMap<Deps['getty'], { loss: Pass['loss']; marks: Promise<Marks> }>();

async function marksAround(deps: Deps, { loss }: Pass, lostAt: number): Promise<Marks> {
  const known = read.get(deps.getty);
  if (known?.loss === loss) return known.marks;
  const marks = marksOfThoseHours(deps, lostAt);
  read.set(deps.getty, { loss, marks });
  try {
    return await marks;
  } catch (error) {
    read.delete(deps.getty);
    throw error;
  }
}

/** Getty's generations of those hours with our marks. */
async function marksOfThoseHours(deps: Deps, lostAt: number): Promise<Marks> {
  const { marks } = await readMarks(deps.getty, {
    from: new Date(lostAt - LOST_FOR_MS - CLOCK_SKEW_MS),
    to: new Date(absenceCountsAt(deps.policy, lostAt) + CLOCK_SKEW_MS),
    mostPages: MOST_PAGES,
  });
  return marks;
}
