import { ownRedis } from '@darkroom/testkit';

import { startSystem } from '../system.ts';

/** What is finished when the picture is taken, the oldest first. The simulator draws by the prompt: these prompts fit what it draws. */
const FINISHED = [
  { prompt: 'Terraced fields in the morning, seen from above', mood: 'natural' },
  { prompt: 'Mountains before a storm', mood: 'dramatic' },
  { prompt: 'Poster of a desert at noon', mood: 'warm', media_type: 'illustration' },
  { prompt: 'The coast at midday', mood: 'cool' },
  { prompt: 'Hills in the evening light', mood: 'vivid' },
  { prompt: 'Pattern of tiles for a notebook cover', mood: 'bold', media_type: 'illustration' },
  { prompt: 'The sea at dusk', mood: 'warm' },
  { prompt: 'Low hills at sunrise', mood: 'natural' },
];
/** What is under way or waits in line. Getty takes two at a time. */
const UNDER_WAY = [
  { prompt: 'A lighthouse in fog, black and white', mood: 'black_and_white' },
  { prompt: 'Fishing boats before sunrise', mood: 'warm' },
  { prompt: 'Ridge walk above the clouds', mood: 'cool' },
];
const REFUSED = 'A crowd at a stadium with the logo of a real club';
/* oxlint-disable unicorn/no-thenable -- `then` is the simulator's word */
const SCENARIOS = [
  { match: { call: 'generate', prompt_includes: 'notebook' }, then: { blocked: [2] } },
  { match: { call: 'generate', prompt_includes: 'stadium' }, then: { status: '400-prompt' } },
];
/* oxlint-enable unicorn/no-thenable */
const MOST_PENDING = 2;
const DAY_MS = 86_400_000;

/** The whole system with jobs in most states: finished with pictures, partly blocked, failed, canceled, under way and in line. */
export async function startBusySystem() {
  const started = new AsyncDisposableStack();
  try {
    const redis = started.use(await ownRedis());
    const system = started.use(
      await startSystem({
        redisUrl: redis.url,
        worker: { GETTY_MAX_PENDING: `${MOST_PENDING}` },
        simulator: { SIMULATOR_GENERATION_DURATION: '200ms', SIMULATOR_DOWNLOAD_DURATION: '200ms' },
      }),
    );
    for (const scenario of SCENARIOS) await system.program('/__scenarios', 'POST', scenario);

    await system.ended((await system.submit({ prompt: REFUSED })).id);
    const tomorrow = new Date(Date.now() + DAY_MS).toISOString();
    const { id: notSent } = await system.submit({ prompt: 'A second look at the harbour', run_at: tomorrow });
    await system.call(`/v1/jobs/${notSent}/cancel`, { method: 'POST' });
    for (const request of FINISHED) await system.ended((await system.submit({ ...request, aspect_ratio: '4:3' })).id);

    await system.program('/__settings', 'PUT', { generation_duration: '10m' });
    for (const [at, request] of UNDER_WAY.entries()) {
      const { id } = await system.submit(request);
      if (at < MOST_PENDING) await system.reaches(id, ({ status }) => status === 'waiting', 'to be under way');
      else await system.reaches(id, ({ reason }) => reason === 'capacity', 'to stand in line');
    }
    return {
      /** For one more process of the same system. */
      settings: { REDIS_URL: redis.url, REDIS_PREFIX: system.redis.prefix },
      [Symbol.asyncDispose]: () => started.disposeAsync(),
    };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}
