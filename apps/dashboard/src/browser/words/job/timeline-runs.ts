import type { JobType } from '@darkroom/contracts';

import { counted } from '../text/text.ts';
import { sentence, type Entry } from './timeline.ts';

/** A step of a run: one entry, or several of a kind that are folded into one line. */
export type Step = { words: string; entries: Entry[] };

/** One life of a job. `number`: 1 is the first. */
export type Run = { number: number; steps: Step[] };

/** Entries that repeat without news, by what their line says of so many of them. */
const FOLDS: { of: ReadonlySet<string>; least: number; words: (entries: Entry[]) => string }[] = [
  { of: new Set(['looked_up']), least: 2, words: lookUps },
  { of: new Set(['webhook']), least: 3, words: (entries) => `${counted(entries.length, 'try', 'tries')} to deliver webhooks` },
  { of: new Set(['waiting_for_slot', 'submitting', 'refused', 'not_sent', 'not_taken']), least: 4, words: refusals },
];

/** The timeline by runs, the first first. `lastRun`: the number of the present one; the oldest entries may be gone. */
export function timelineRuns(entries: Entry[], { type, lastRun }: { type: JobType; lastRun: number }): Run[] {
  const runs: Entry[][] = [[]];
  for (const entry of entries) {
    if (beginsRun(entry)) runs.push([]);
    runs.at(-1)!.push(entry);
  }
  const kept = runs.filter((run) => run.length > 0);
  return kept.map((run, index) => ({ number: lastRun - (kept.length - 1 - index), steps: folded(run, type) }));
}

function beginsRun({ event, action }: Entry): boolean {
  return event === 'retried' || (event === 'resolved' && action !== 'fail');
}

function folded(run: Entry[], type: JobType): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < run.length;) {
    const fold = FOLDS.find(({ of }) => of.has(run[at]!.event));
    let end = at + 1;
    while (fold && end < run.length && fold.of.has(run[end]!.event)) end += 1;
    const group = run.slice(at, end);
    if (fold && group.length >= fold.least && isRepeat(group)) steps.push({ words: fold.words(group), entries: group });
    else steps.push(...group.map((entry) => ({ words: sentence(entry, type), entries: [entry] })));
    at = end;
  }
  return steps;
}

/** A first call with its line before it is news, and so is what follows a single refusal. */
function isRepeat(group: Entry[]): boolean {
  const sent = group.filter(({ event }) => event === 'submitting').length;
  return sent === 0 || sent > 1;
}

function lookUps(entries: Entry[]): string {
  const failed = entries.filter(({ found }) => found !== false).length;
  const results = failed === 0 ? 'not there' : failed === entries.length ? 'Getty did not answer' : `not there, or no answer (${failed})`;
  return `${counted(entries.length, 'look-up')} at Getty: ${results}`;
}

function refusals(entries: Entry[]): string {
  const sent = entries.filter(({ event }) => event === 'submitting').length;
  const refused = entries.filter(({ event }) => event !== 'submitting' && event !== 'waiting_for_slot').length;
  return sent > refused
    ? `Sent ${counted(sent, 'time')} to Getty, refused ${counted(refused, 'time')}`
    : `Sent ${counted(sent, 'time')} to Getty, and refused each time`;
}
