import { describe, expect, test } from '@jest/globals';

import { EXIT } from '../../exit-codes.ts';
import { fakeApi as api, type Route } from '../../test/fake-api.ts';
import { run } from '../../test/run.ts';

const JOB = {
  id: 'job_1',
  object: 'job',
  status: 'queued',
  reason: null,
  error: null,
  billing: { state: 'not_charged' },
  finished_at: null,
};

function bulk(item: object, cost: string | null) {
  return { object: 'bulk_action', data: [item], cost };
}

function retryRoutes(preview: Route): Record<string, Route> {
  return { 'GET /v1/jobs/job_1': JOB, 'POST /v1/jobs/retry': preview, 'POST /v1/jobs/job_1/retry': JOB };
}

describe('a retry', () => {
  const again = { id: 'job_1', outcome: 'refused', error: { code: 'may_charge_again', detail: '' } };
  const done = { id: 'job_1', outcome: 'done' };
  const paid = retryRoutes((body: string) => (body.includes('"confirm_cost":true') ? bulk(done, '0.12') : bulk(again, '0')));

  test('that is free runs at once', async () => {
    await using server = await api(retryRoutes(bulk(done, '0')));
    const { code, stderr } = await run(['retry', 'job_1', '--no-wait'], server);
    expect([code, stderr]).toEqual([EXIT.done, 'This costs nothing: it goes on from where it stood.\n']);
    expect(server.asked.at(-1)!.body).toBe('{"confirm_cost":false}');
  });

  test('that is paid needs --yes without a terminal, and says the price', async () => {
    await using server = await api(paid);
    const refused = await run(['retry', 'job_1', '--no-wait'], server);
    expect([refused.code, refused.stderr]).toEqual([EXIT.notConfirmed, expect.stringContaining('would charge again: 0.12.')]);
    expect(server.asked.map(({ call }) => call)).not.toContain('POST /v1/jobs/job_1/retry');
    expect((await run(['retry', 'job_1', '--no-wait', '--yes'], server)).code).toBe(EXIT.done);
    expect(server.asked.at(-1)!.body).toBe('{"confirm_cost":true}');
  });

  test.each([
    ['y\n', EXIT.done],
    ['\n', EXIT.notConfirmed],
  ])('asks on a terminal: %j', async (terminal, code) => {
    await using server = await api(paid);
    expect((await run(['retry', 'job_1', '--no-wait'], { ...server, terminal })).code).toBe(code);
  });
});

describe('a retry of many', () => {
  const counts = { done: 2, requested: 0, refused: 0 };
  const free = {
    object: 'bulk_action',
    matched: 2,
    counts,
    cost: '0',
    data: [
      { id: 'job_1', outcome: 'done' },
      { id: 'job_2', outcome: 'done' },
    ],
    next_cursor: null,
  };
  const refused = { id: 'job_3', outcome: 'refused', error: { code: 'may_charge_again', detail: 'It may charge again.' } };

  const paid = (body: string) =>
    body.includes('"confirm_cost":true')
      ? { ...free, matched: 3, counts: { ...counts, done: 3 }, cost: '1.50' }
      : { ...free, matched: 3, counts: { ...counts, refused: 1 }, data: [...free.data, refused] };

  test('runs at once where it is free, page by page', async () => {
    await using server = await api({
      'POST /v1/jobs/retry': (body: string) =>
        body.includes('dry_run') || body.includes('next') ? free : { ...free, next_cursor: 'next' },
    });
    const { code, stdout, stderr } = await run(['retry', '--status', 'failed', '--batch', 'batch_1'], server);
    expect([code, stderr]).toEqual([EXIT.done, '2 jobs would run again, at no cost. 0 cannot run again.\n']);
    expect(stdout.trim().split('\n')).toHaveLength(4);
    const bodies = server.asked.map(({ body }) => JSON.parse(body) as object);
    const filter = { status: 'failed', batch_id: 'batch_1' };
    expect(bodies).toEqual([
      { filter, dry_run: true },
      { filter, confirm_cost: false },
      { filter, confirm_cost: false, cursor: 'next' },
    ]);
  });

  test('says its price, and needs an agreement', async () => {
    await using server = await api({ 'POST /v1/jobs/retry': paid });
    const { code, stderr } = await run(['retry', 'job_1', 'job_2', 'job_3'], server);
    expect([code, stderr]).toEqual([
      EXIT.notConfirmed,
      expect.stringContaining('3 jobs would run again, at a cost of 1.50; Getty may have charged for 1 of them already.'),
    ]);
    expect(server.asked.every(({ body }) => body.includes('"dry_run":true'))).toBe(true);
    expect((await run(['retry', 'job_1', 'job_2', 'job_3', '--yes', '--json'], server)).stdout).toContain(
      '{"id":"job_2","outcome":"done"}\n',
    );
    expect(JSON.parse(server.asked.at(-1)!.body)).toEqual({ ids: ['job_1', 'job_2', 'job_3'], confirm_cost: true });
  });
});
