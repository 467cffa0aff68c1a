import { describe, expect, test } from '@jest/globals';

import { BASIC, dashboardWorld } from '../test/dashboard-world.ts';
import type { HeldDetail, HeldPage } from './held-data.ts';

const headers = { authorization: BASIC, accept: 'application/json' };

async function withHeld() {
  const world = await dashboardWorld({ environment: { DARKROOM_PRICES: '{"currency":"EUR","generation":"0.12"}' } });
  const held = async (over: object) => {
    const id = await world.drive.accept(over);
    await world.drive.submit(id);
    await world.drive.end(id, { status: 'held' });
    return id;
  };
  const read = async <Data>(path: string, more: Record<string, string> = {}) =>
    (await (await world.get(path, { ...headers, ...more })).json()) as Data;
  return { ...world, held, read };
}

describe('held jobs', () => {
  test('are listed oldest first, with what is at stake, in pages and by tenant', async () => {
    await using world = await withHeld();
    const newer = await world.held({ createdAt: 2_000, tenant: 'globex', price: 120_000 });
    const older = await world.held({ createdAt: 1_000 });
    const first = await world.read<HeldPage>('/data/held?limit=1');
    expect(first).toMatchObject({ data: [{ id: older, cost: null, status: 'held', is_adoptable: true }], currency: 'EUR' });
    const second = await world.read<HeldPage>(`/data/held?limit=1&cursor=${first.next_cursor}`);
    expect(second).toMatchObject({ data: [{ id: newer, cost: '0.12' }], next_cursor: null });
    const ofTenant = await world.read<HeldPage>('/data/held', { 'darkroom-tenant': 'globex' });
    expect(ofTenant.data.map(({ id }) => id)).toEqual([newer]);
    expect((await world.get('/data/held?cursor=x', headers)).status).toBe(422);
  });

  test('show one with its request, without the secrets of its webhook', async () => {
    await using world = await withHeld();
    const id = await world.held({ request: { prompt: 'a fox', webhook: { url: 'https://hooks.example/in?token=hidden' } } });
    const text = await (await world.get(`/data/held/${id}`, headers)).text();
    expect(JSON.parse(text) as HeldDetail).toMatchObject({ card: { id }, job: { request: { prompt: 'a fox' } }, currency: 'EUR' });
    expect(text).not.toContain('hidden');
    expect((await world.get('/data/held/job_00000000000000000000000000000000', headers)).status).toBe(404);
  });
});
