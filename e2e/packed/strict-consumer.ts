/** What a strict project of TypeScript compiles with the client installed, and what it must refuse. */
export const STRICT_CONSUMER = `import { Darkroom, NotFoundError, type Job } from '@darkroom/client';
const darkroom = new Darkroom({ url: 'http://127.0.0.1', apiKey: 'x' });
const job = await darkroom.generations.create({ operation: 'variation', source: { job_id: 'job_1', index: 0 } });
const url: string | null | undefined = job.result?.images[0]?.url;
const dry = await darkroom.generations.create({ prompt: 'a fox', dry_run: true });
const cost: string | null = dry.cost;
const { result } = await darkroom.jobs.waitForSuccess(job);
const seed: number | null = result.seed;
for await (const listed of darkroom.jobs.list({ status: ['failed', 'held'], metadata: { order: 1 } })) {
  if (listed.type === 'download') console.log(listed.result?.size_name);
}
const all: Job[] = await darkroom.jobs.list().toArray();
for await (const event of darkroom.events.subscribe({ types: ['generation.*'] })) {
  if (event.type === 'resync') continue;
  if (event.data.object === 'batch') console.log(event.data.progress);
  if (event.type === 'generation.succeeded') console.log(event.data.result?.images.length);
  if (event.type === 'budget.warning') { const left: string = event.data.left; console.log(left); }
}
try { await darkroom.budgets.put('x', { unit: 'downloads.4k', limit: '5', period: 'day' }); } catch (error) {
  if (error instanceof NotFoundError) { const code: 'not_found' = error.code; console.log(code); }
}
const maybe: number | undefined = dry.units['generations'];
await darkroom.generations.create({ prompt: 'a fox', seed: maybe, download: { size_name: '4k', images: 'all', notes: undefined } });
// @ts-expect-error -- a prompt is needed
await darkroom.generations.create({});
// @ts-expect-error -- no such operation
await darkroom.generations.create({ operation: 'paint', prompt: 'a fox' });
// @ts-expect-error -- no such status
darkroom.jobs.list({ status: 'done' });
console.log(url, cost, seed, all);
`;
