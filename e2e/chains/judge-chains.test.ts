import type { Job } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import type { Ledger } from '../system.ts';
import { judgeChains, type BrokenChains } from './judge-chains.ts';

/** The judge of chains can fail: each breach is planted into a chain that is as it should be. */

const at = (second: number) => `2026-11-22T12:00:0${second}.000Z`;

const job = (id: string, more: object) =>
  ({
    id,
    type: 'generation',
    operation: 'generate',
    status: 'succeeded',
    source: null,
    parent_id: null,
    request: {},
    ...more,
  }) as unknown as Job;

const made = (id: string, notes: string, more: object) => ({ generation_request_id: id, notes, prompt: '', answered: 'ok', ...more });

function makeWorld() {
  const jobs = [
    job('job_a', { getty: { generation_request_id: 'g-a' } }),
    job('job_b', { operation: 'refine', source: { job_id: 'job_a', index: 1 }, getty: { generation_request_id: 'g-b' } }),
    job('job_c', {
      type: 'download',
      operation: null,
      parent_id: 'job_b',
      request: { size_name: '4k' },
      getty: { generation_request_id: 'g-b', index: 0 },
    }),
  ];
  const ledger = {
    generations: [
      made('g-a', 'x [darkroom:job_a.1.1]', { at: at(1), operation: 'generate', source: null }),
      made('g-b', '[darkroom:job_b.1.1]', { at: at(2), operation: 'refine', source: { generation_request_id: 'g-a', index: 1 } }),
    ],
    downloads: [{ generation_request_id: 'g-b', index: 0, size_name: '4k', at: at(3), answered: 'ok' }],
  } as unknown as Ledger;
  const submitted = new Map(jobs.map(({ id, source }) => [id as string, { source: structuredClone(source) }]));
  return { jobs, ledger, submitted };
}

type World = ReturnType<typeof makeWorld>;

const broken = ({ jobs, ledger, submitted }: World) =>
  Object.entries(judgeChains(jobs, ledger, submitted)).flatMap(([promise, cases]) => (cases.length > 0 ? [promise] : []));

test('a chain that is as it should be breaks no promise', () => {
  expect(broken(makeWorld())).toEqual([]);
});

test.each<[string, keyof BrokenChains, (world: World) => void]>([
  ['a job is lost', 'notSucceeded', ({ jobs }) => void jobs.splice(0, 1)],
  ['a job has failed', 'notSucceeded', ({ jobs }) => void Object.assign(jobs[1]!, { status: 'failed' })],
  [
    'a generation is paid twice',
    'notPaidOnce',
    ({ ledger }) => void ledger.generations.push({ ...ledger.generations[1]!, generation_request_id: 'g-c' }),
  ],
  ['a download is paid twice', 'notPaidOnce', ({ ledger }) => void ledger.downloads.push({ ...ledger.downloads[0]! })],
  [
    'a job has what another operation made',
    'wrongGeneration',
    ({ ledger }) => void Object.assign(ledger.generations[1]!, { operation: 'extend' }),
  ],
  [
    'a job has what was made of another image',
    'wrongGeneration',
    ({ ledger }) => void Object.assign(ledger.generations[1]!, { source: { generation_request_id: 'g-a', index: 2 } }),
  ],
  ['a job has the generation of another', 'wrongGeneration', ({ jobs }) => void Object.assign(jobs[1]!, { getty: jobs[0]!.getty })],
  ['a job has another source', 'wrongSource', ({ jobs }) => void Object.assign(jobs[1]!, { source: { job_id: 'job_a', index: 0 } })],
  ['Getty took what no job has', 'ownedByNobody', ({ ledger }) => void ledger.generations.push({ ...ledger.generations[0]!, notes: null })],
  ['a job is sent before its source', 'outOfOrder', ({ ledger }) => void Object.assign(ledger.generations[1]!, { at: at(0) })],
])('%s', (_what, promise, plant) => {
  const world = makeWorld();
  plant(world);
  expect(broken(world)).toContain(promise);
});
