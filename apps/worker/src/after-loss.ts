import { markedIntent } from '@darkroom/contracts';
import { GettyError, NotFoundError, readHistoryPages, TerminalError } from '@darkroom/getty';

import { generationAccepted } from './acceptance.ts';
import { absenceCountsAt, type Deps, type Pass } from './deps.ts';
import type { Image } from './image.ts';
import { downloadBilling } from './download-billing.ts';
import { finishDownload } from './finish-download.ts';
import { lastDownload, lastSeen } from './last-download.ts';
import type { Outcome } from './outcome.ts';
import { refused } from './refusal.ts';
import { takeTurn } from './take-turn.ts';

/** Room for clocks that differ, in ms. */
const CLOCK_SKEW_MS = 5 * 60_000;
/** So far back a Redis loses writes that keeps only snapshots. */
const LOST_FOR_MS = 2 * 3_600_000;
const MOST_PAGES = 50;

/**
 * Redis may have lost its last writes, among them the intent of a call that was made: before an unsent job from before is paid, Getty is asked
 * whether it has it. That counts once such a call can no longer be on its way; until then the job waits.
 */
export async function afterLoss(deps: Deps, pass: Pass, image?: Image): Promise<Outcome | undefined> {
  const { lostAt } = pass;
  if (lostAt === null) return undefined;
  const now = deps.clock.now();
  const countsAt = absenceCountsAt(deps.policy, lostAt);
  if (now < countsAt) return { kind: 'snoozed', status: 'queued', at: countsAt };
  const wait = await takeTurn(deps, pass, 'queued');
  if (wait) return wait;
  try {
    const found = image ? await findFile(deps, pass, image) : await findMark(deps, pass, lostAt);
    return found ?? checked(now, { event: 'looked_up', found: false });
  } catch (error) {
    if (!(error instanceof GettyError)) throw error;
    // An account without a history, an image without a file: there is nothing that could be found.
    if (error instanceof NotFoundError || error instanceof TerminalError) return checked(now, { event: 'looked_up', found: false });
    return refused(deps, pass, error);
  }
}

/** Goes on to its paid call. The field is written before that, so that nobody looks again. */
function checked(now: number, story: NonNullable<Extract<Outcome, { kind: 'snoozed' }>['story']>): Outcome {
  return { kind: 'snoozed', status: 'queued', at: now, set: { checked_at: now }, story };
}

/** Whatever run and fence the lost intent had: the mark of this job on what is not known here. */
async function findMark(deps: Deps, pass: Pass, lostAt: number): Promise<Outcome | undefined> {
  const marked = (await marksAround(deps, lostAt)).get(pass.record.id) ?? [];
  const owners = await deps.store.jobs.ownersOf(marked.map(({ id }) => id));
  const lost = marked.find(({ id }) => !owners.has(id));
  return lost && generationAccepted(deps, pass, lost.intent, lost.id, { because: 'found_in_history', waitMs: 0 });
}

type Marks = Map<string, { intent: string; id: string }[]>;

/** What is read once serves all jobs in doubt: it does not change any more. */
const read = new WeakMap<Deps['getty'], { lostAt: number; marks: Promise<Marks> }>();

async function marksAround(deps: Deps, lostAt: number): Promise<Marks> {
  const known = read.get(deps.getty);
  if (known?.lostAt === lostAt) return known.marks;
  const marks = readMarks(deps, lostAt);
  read.set(deps.getty, { lostAt, marks });
  try {
    return await marks;
  } catch (error) {
    read.delete(deps.getty);
    throw error;
  }
}

/** Getty's generations of those hours with our marks, by job. */
async function readMarks(deps: Deps, lostAt: number): Promise<Marks> {
  const { items } = await readHistoryPages(deps.getty, {
    from: new Date(lostAt - LOST_FOR_MS - CLOCK_SKEW_MS),
    to: new Date(absenceCountsAt(deps.policy, lostAt) + CLOCK_SKEW_MS),
    mostPages: MOST_PAGES,
  });
  const marks: Marks = new Map();
  for (const { notes, generation_request_id: id } of items) {
    const intent = markedIntent(notes);
    const job = intent?.split('.')[0];
    if (intent && job) marks.set(job, [...(marks.get(job) ?? []), { intent, id }]);
  }
  return marks;
}

/** A file that is not the one remembered from before, or a download under way, is that of the lost call: downloads of one image run one after another. */
async function findFile(deps: Deps, pass: Pass, image: Image): Promise<Outcome | undefined> {
  const answer = await deps.getty.getDownload(image.generationRequestId, image.index);
  const now = deps.clock.now();
  if (answer.state === 'pending') {
    const at = now + (answer.retryAfterMs ?? PENDING_MS);
    return { kind: 'snoozed', status: 'queued', reason: 'capacity', at, story: { event: 'polled', status: 202 } };
  }
  const last = await lastDownload(deps, image);
  if (last !== null && (last.generated_asset_id === null || lastSeen(last)?.generated_asset_id === answer.generatedAssetId))
    return undefined;
  return { ...finishDownload(deps, pass, image, answer), billing: downloadBilling(image.sizeName, 'found_done') };
}

const PENDING_MS = 5_000;
