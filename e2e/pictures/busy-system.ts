import { ownRedis, waitFor } from '@darkroom/testkit';

import { ENCRYPTION_KEY, startSystem } from '../system.ts';
import { fillPast } from './fill-past.ts';

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
/** Its call gets no answer, and Getty's history shows it only when nobody looks for it any more: it is held. */
const LOST = 'Northern lights above a frozen lake';
const BATCH = [
  { prompt: 'A tower at sea, in the morning', mood: 'cool' },
  { prompt: 'A tower at sea, at noon', mood: 'vivid' },
  { prompt: 'A tower at sea, at night', mood: 'dramatic' },
  { prompt: '' },
];
const PRICES = JSON.stringify({ currency: 'USD', generation: '0.12', 'download.4k': '1.50' });
/* oxlint-disable unicorn/no-thenable -- `then` is the simulator's word */
const SCENARIOS = [
  { match: { call: 'generate', prompt_includes: 'notebook' }, then: { blocked: [2] } },
  { match: { call: 'generate', prompt_includes: 'stadium' }, then: { status: '400-prompt' } },
  { match: { call: 'generate', prompt_includes: 'frozen lake' }, then: { drop: 'after', history_lag: '25s' } },
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
        api: { DARKROOM_PRICES: PRICES },
        worker: { GETTY_MAX_PENDING: `${MOST_PENDING}`, DARKROOM_PRICES: PRICES },
        simulator: { SIMULATOR_GENERATION_DURATION: '200ms', SIMULATOR_DOWNLOAD_DURATION: '200ms' },
      }),
    );
    for (const scenario of SCENARIOS) await system.program('/__scenarios', 'POST', scenario);

    await system.ended((await system.submit({ prompt: REFUSED })).id);
    const tomorrow = new Date(Date.now() + DAY_MS).toISOString();
    const { id: notSent } = await system.submit({ prompt: 'A second look at the harbour', run_at: tomorrow });
    await system.call(`/v1/jobs/${notSent}/cancel`, { method: 'POST' });
    await system.call('/v1/endpoints', { body: { url: `${system.receiver.url}/studio`, description: 'The studio', events: ['*'] } });
    const budget = { unit: 'generations', limit: '14', period: 'month', project_code: 'Autumn' };
    await system.call('/v1/budgets/autumn-campaign', { method: 'PUT', body: budget });
    const finished: string[] = [];
    for (const [at, request] of FINISHED.entries()) {
      const project = at % 2 === 0 ? { project_code: 'Autumn' } : { project_code: 'Poster' };
      const { id } = await system.submit({
        ...request,
        ...project,
        aspect_ratio: '4:3',
        ...(at === 3 && { download: { size_name: '4k', images: [0] } }),
      });
      await system.ended(id);
      finished.push(id);
    }
    await system.call('/v1/batches', {
      body: {
        jobs: BATCH.map((request) => ({ type: 'generation', ...request, project_code: 'Autumn' })),
        metadata: { campaign: 'Towers' },
      },
    });
    const lost = await system.submit({ prompt: LOST, project_code: 'Autumn' });
    await system.reaches(lost.id, ({ status }) => status === 'held', 'to be held');

    const candidates = async () => (await (await system.call(`/v1/jobs/${lost.id}/candidates`)).json()) as { data: unknown[] };
    await waitFor(async () => (await candidates()).data.length > 0, {
      what: 'Getty to show the call without an answer',
    });

    await fillPast(redis.url, system.redis.prefix);
    await system.program('/__settings', 'PUT', { generation_duration: '10m' });
    for (const [at, request] of UNDER_WAY.entries()) {
      const { id } = await system.submit(request);
      if (at < MOST_PENDING) await system.reaches(id, ({ status }) => status === 'waiting', 'to be under way');
      else await system.reaches(id, ({ reason }) => reason === 'capacity', 'to stand in line');
    }
    return {
      /** For one more process of the same system. */
      settings: {
        REDIS_URL: redis.url,
        REDIS_PREFIX: system.redis.prefix,
        DARKROOM_PRICES: PRICES,
        DARKROOM_ENCRYPTION_KEY: ENCRYPTION_KEY,
        GETTY_API_URL: system.simulator.url,
        GETTY_AUTH_URL: `${system.simulator.url}/oauth2/token`,
        GETTY_API_KEY: 'e2e-getty-key',
        GETTY_API_SECRET: 'e2e-getty-secret',
      },
      /** A generation with four pictures and a download. */
      shown: finished[3]!,
      held: lost.id,
      [Symbol.asyncDispose]: () => started.disposeAsync(),
    };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}
