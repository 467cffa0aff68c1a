import { RetryableError, TerminalError, ThrottledError, type History } from '@darkroom/getty';
import { newJobId, newRecord, type JobRecord } from '@darkroom/queue';
import { describe, expect, test } from '@jest/globals';

import { HistoryNotReadError, prepareRestored } from './prepare-restored.ts';

const BACKUP_AT = Date.parse('2026-11-20T12:00:00Z');

const job = () =>
  newRecord({
    id: newJobId(),
    type: 'generation',
    tenant: 'acme',
    request: { prompt: 'a fox' },
    createdAt: BACKUP_AT - 1_000,
    deadlineAt: BACKUP_AT + 86_400_000,
  });

const entry = (id: string, notes: string | null, date: string | null = '2026-11-20T12:30:00Z') => ({
  generation_request_id: id,
  notes,
  generation_date: date,
});

/** A restored Redis with these jobs, and a Getty that answers with these errors first, then with its history. */
function world({
  jobs = [] as JobRecord[],
  owned = {} as Record<string, string>,
  entries = [] as object[],
  errors = [] as Error[],
  settled = [] as string[],
  answersInMs = 0,
}) {
  const done: string[] = [];
  const slept: number[] = [];
  const said: string[] = [];
  let now = BACKUP_AT + 3_600_000;
  const left = [...errors];
  const page = { resultCount: entries.length, entryCount: entries.length, generations: entries, unreadable: [] } as unknown as History;
  const deps = {
    store: {
      dataOrigin: {
        isRestored: async () => void done.push('refused'),
        isPrepared: async (runId: string) => void done.push(`prepared ${runId}`),
      },
      jobs: {
        getMany: async (ids: string[]) => jobs.filter(({ id }) => ids.includes(id)),
        ownersOf: async (ids: string[]) => new Map(ids.flatMap((id) => (owned[id] ? [[id, owned[id]]] : []))),
      },
    },
    getty: {
      history: async () => {
        now += answersInMs;
        const error = left.shift();
        if (error) throw error;
        return page;
      },
    },
    clock: { now: () => now, sleep: async (ms: number) => void slept.push(ms) },
    say: (line: string) => void said.push(line),
    adopt: async ({ id }: JobRecord, marked: { id: string; intent: string }) => {
      done.push(`${id} ${marked.id}`);
      settled.push(`${marked.intent.replace(`${id}.`, '')} ${marked.id}`);
    },
  } as unknown as Parameters<typeof prepareRestored>[0];
  return { done, slept, said, prepare: (withHistory = true) => prepareRestored(deps, { runId: 'new', stateAt: BACKUP_AT, withHistory }) };
}

const refused = (retryAfterMs?: number) =>
  new ThrottledError('too many calls', { call: 'history', status: 429, limit: 'queries', ...(retryAfterMs && { retryAfterMs }) });
const away = () => new RetryableError('away', { call: 'history', status: 503 });

describe('a restored Redis', () => {
  test('lets each job go on with what Getty made for it since the backup, and only then lets workers start', async () => {
    const [unsent, known, unseen] = [job(), job(), job()];
    const { done, prepare } = world({
      jobs: [unsent, known, unseen],
      owned: { 'g-known': known.id },
      entries: [
        entry('g-unsent', `campaign 7 [darkroom:${unsent.id}.1.3]`),
        entry('g-known', `[darkroom:${known.id}.1.1]`),
        entry('g-later', `[darkroom:${newJobId()}.1.1]`),
        entry('g-other', 'of another application'),
      ],
    });
    expect(await prepare()).toEqual({ generations: 4, adopted: [unsent.id], foreign: 1 });
    expect(done).toEqual(['refused', `${unsent.id} g-unsent`, 'prepared new']);
  });

  test('counts what Getty made since the backup, and not what is older', async () => {
    const [removed, later] = [newJobId(), newJobId()];
    const { prepare } = world({
      entries: [
        entry('g-1', `[darkroom:${removed}.1.1]`, '2026-11-20T11:58:00Z'),
        entry('g-2', 'of another application', '2026-11-20T11:59:59Z'),
        entry('g-3', `[darkroom:${later}.1.1]`, '2026-11-20T12:00:00Z'),
        entry('g-4', `[darkroom:${later}.2.1]`, null),
      ],
    });
    expect(await prepare()).toEqual({ generations: 2, adopted: [], foreign: 2 });
  });

  test.each([
    ['that had no effect, so that a later pass sent the job', ['1.4', '2.1'], ['1.2 g-1.4', '2.1 g-2.1']],
    ['that Getty has, and a later one', ['1.2', '2.1'], ['1.2 g-1.2', '2.1 g-2.1']],
    ['and an earlier one that nobody knew of', ['1.1'], ['1.1 g-1.1']],
  ])('with an open call %s', async (_how, marks, expected) => {
    const sent = job();
    const open = { ...sent, fence: 3, intent: { id: `${sent.id}.1.2`, at: BACKUP_AT } };
    const entries = marks.map((mark) => entry(`g-${mark}`, `[darkroom:${sent.id}.${mark}]`));
    const settled: string[] = [];
    const { prepare } = world({ jobs: [open], entries, settled });
    await prepare();
    expect(settled).toEqual(expected);
  });

  test('waits for a Getty that does not answer', async () => {
    const { done, slept, prepare } = world({ errors: [away(), away()] });
    expect(await prepare()).toMatchObject({ generations: 0 });
    expect(slept).toEqual([1_000, 5_000]);
    expect(done).toEqual(['refused', 'prepared new']);
  });

  test.each([
    ['stays away', Array.from({ length: 6 }, away)],
    ['has no history', [new TerminalError('forbidden', { call: 'history', status: 403 })]],
  ])('stays refused if Getty %s', async (_how, errors) => {
    const { done, prepare } = world({ errors });
    await expect(prepare()).rejects.toThrow(HistoryNotReadError);
    expect(done).toEqual(['refused']);
  });

  test('waits as long as Getty refuses for now, and as Getty asks for; who waits sees why', async () => {
    const { slept, said, prepare } = world({ errors: [refused(90_000), ...Array.from({ length: 6 }, () => refused())] });
    expect(await prepare()).toMatchObject({ generations: 0 });
    expect(slept).toEqual([90_000, 5_000, 15_000, 30_000, 60_000, 60_000, 60_000]);
    expect(said[0]).toBe("Getty's history could not be read: too many calls. It is asked again in 90 s.");
    await expect(world({ errors: [refused(3_600_000)] }).prepare()).rejects.toThrow(HistoryNotReadError);
  });

  test('shows how far it is where Getty is slow', async () => {
    const jobs = Array.from({ length: 150 }, job);
    const { said, prepare } = world({ jobs, entries: jobs.map(({ id }) => entry(`g-${id}`, `[darkroom:${id}.1.1]`)), answersInMs: 12_000 });
    expect((await prepare()).adopted).toHaveLength(150);
    expect(said).toEqual(["Read 150 of 150 generations of Getty's history."]);
  });

  test('is prepared without the history if that is asked for', async () => {
    const { done, prepare } = world({ errors: Array.from({ length: 6 }, away) });
    expect(await prepare(false)).toEqual({ generations: 0, adopted: [], foreign: 0 });
    expect(done).toEqual(['refused', 'prepared new']);
  });
});
