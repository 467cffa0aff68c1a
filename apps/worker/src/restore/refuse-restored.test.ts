import { NotFoundError, RetryableError, type History } from '@darkroom/getty';
import { newJobId, newRecord, type Origin } from '@darkroom/queue';
import { describe, expect, test } from '@jest/globals';

import { refuseRestored, RestoredError } from './refuse-restored.ts';

const STATE_AT = Date.parse('2026-11-20T12:00:00Z');
const MINUTE_MS = 60_000;

/** A worker's start on data of this origin. `calls`: the intents in Getty's history, with the time after the state, in ms. */
async function start(
  origin: Partial<Origin>,
  {
    fence = 1,
    calls = [] as [intent: string, afterMs: number][],
    error = undefined as Error | undefined,
    file = false,
    owned = [] as string[],
  } = {},
) {
  const noted: string[] = [];
  const asked = {
    id: newJobId(),
    type: 'generation',
    tenant: 'acme',
    request: { prompt: 'a fox', download: { size_name: '4k', images: [0] } },
    createdAt: 1,
    deadlineAt: 2,
  } as const;
  const record = { ...newRecord(asked), fence, gettyId: 'g-0' };
  const generations = calls.map(([intent, afterMs], n) => ({
    generation_request_id: `g-${n}`,
    notes: `[darkroom:${record.id}.${intent}]`,
    generation_date: new Date(STATE_AT + afterMs).toISOString(),
  }));
  const deps = {
    store: {
      connected: async () => true,
      noteDurability: async () => undefined,
      dataOrigin: {
        read: async () => ({ kind: 'unknown', runId: 'new', stateAt: STATE_AT, doubtedAt: null, ...origin }),
        isOwn: async (runId: string) => void noted.push(`own ${runId}`),
        firstDue: async () => [record.id],
        isDoubted: async (runId: string) => void noted.push(`doubted ${runId}`),
        isRestored: async (at: number) => void noted.push(`restored ${at - STATE_AT}`),
      },
      jobs: {
        getMany: async () => [record],
        lastDownload: async () => null,
        holdersOf: async () => [],
        ownersOf: async (ids: string[]) => new Map(ids.filter((id) => owned.includes(id)).map((id) => [id, record.id])),
      },
    },
    getty: {
      getDownload: async () => {
        if (file) return { state: 'done', url: 'https://file.test', generatedAssetId: 'a' };
        throw new NotFoundError('none', { call: 'get_download', status: 404 });
      },
      history: async () => {
        if (error) throw error;
        return { resultCount: calls.length, entryCount: calls.length, generations, unreadable: [] } as unknown as History;
      },
    },
    clock: { now: () => STATE_AT + 60 * MINUTE_MS },
    logger: { warn: (_fields: object, event: string) => void noted.push(event) },
  } as unknown as Parameters<typeof refuseRestored>[0];
  const service = refuseRestored(deps, (failure) => {
    throw failure;
  });
  const started = await service.start().then(
    () => 'started',
    (failure: unknown) => (failure instanceof RestoredError ? 'refused' : failure),
  );
  await service.stop();
  return { started, noted };
}

describe('a worker that starts on', () => {
  test('a restored Redis is refused, and the other processes see why', async () => {
    expect(await start({ kind: 'restored' })).toEqual({ started: 'refused', noted: ['restored 0'] });
  });

  test('its own Redis asks nobody', async () => {
    const error = new Error('asked Getty');
    expect(await start({ kind: 'own' }, { error })).toEqual({ started: 'started', noted: [] });
  });

  test('a new Redis asks nobody, and notes it', async () => {
    const error = new Error('asked Getty');
    expect(await start({ stateAt: null }, { error })).toEqual({ started: 'started', noted: ['own new'] });
  });

  test('a Redis that took over soon after a restore goes on: the job has the generation that Getty made for it', async () => {
    expect(await start({}, { calls: [['1.2', MINUTE_MS]], owned: ['g-0'] })).toEqual({ started: 'started', noted: ['own new'] });
  });

  test('a Redis that was only started anew goes on: Getty has what the records have', async () => {
    expect(
      await start(
        {},
        {
          fence: 3,
          calls: [
            ['1.1', 1],
            ['1.3', MINUTE_MS],
          ],
        },
      ),
    ).toEqual({ started: 'started', noted: ['own new'] });
  });

  test.each(['1.4', '2.1'])('records that are older than the call %s at Getty is refused', async (intent) => {
    expect(await start({}, { fence: 3, calls: [[intent, 1]] })).toEqual({ started: 'refused', noted: ['restored 0'] });
  });

  test('records that lost a second in a crash goes on, since each unsent job is looked up', async () => {
    const calls: [string, number][] = [['1.4', 1_000]];
    expect(await start({ doubtedAt: STATE_AT + 5_000 }, { fence: 3, calls })).toEqual({ started: 'started', noted: ['own new'] });
    const later: [string, number][] = [['1.4', 10 * MINUTE_MS]];
    expect(await start({ doubtedAt: STATE_AT + 5_000 }, { fence: 3, calls: later })).toEqual({ started: 'refused', noted: ['restored 0'] });
  });

  test('records from before a download that Getty has goes on, and looks each unsent job up', async () => {
    expect(await start({}, { file: true })).toEqual({ started: 'started', noted: ['redis.downloads_forgotten', 'doubted new'] });
  });

  test('a Redis that was started anew while Getty is away goes on, and asks later', async () => {
    const error = new RetryableError('away', { call: 'history', status: 503 });
    expect(await start({}, { error })).toEqual({ started: 'started', noted: ['redis.origin_not_known'] });
  });
});
