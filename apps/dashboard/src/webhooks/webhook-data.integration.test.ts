import { describe, expect, test } from '@jest/globals';
import { newEndpointId } from '@darkroom/queue';
import type { EndpointId } from '@darkroom/contracts';

import { BASIC, dashboardWorld } from '../test/dashboard-world.ts';
import type { DeliveryDetail, DeliveryPage, EndpointPage } from './webhook-data.ts';

const headers = { authorization: BASIC, accept: 'application/json' };
const URL_OF = 'https://hooks.example/in?token=hidden';

async function worldWithHooks() {
  const world = await dashboardWorld();
  for (const tenant of ['acme', 'globex']) await world.drive.accept({ tenant }); // lists of all tenants have those with jobs
  let events = 0;
  const endpoint = async (tenant = 'acme'): Promise<EndpointId> => {
    const id = newEndpointId();
    await world.store.endpoints.create({ id, tenant, url: URL_OF, events: null, description: null, metadata: null, secret: 'sealed' });
    return id;
  };
  const deliver = async (endpointId: EndpointId, status: number | null, tenant = 'acme') => {
    const event = {
      event: `${(events += 1)}-1`,
      type: 'webhook.test',
      tenant,
      about: 'endpoint',
      subject: endpointId,
      body: '{}',
    } as const;
    await world.store.deliveries.open({ ...event, receivers: [{ url: URL_OF, endpointId }] });
    const record = (await world.store.deliveries.list({ tenant, limit: 1 })).records[0]!;
    const error = status === null ? 'connect ECONNREFUSED' : null;
    const at = new Date(1_700_000_000_000 + events * 1_000).toISOString();
    await world.store.deliveries.settle(record, {
      status: status === 200 ? 'delivered' : 'failed',
      attempt: { at, attempt: 1, status, duration_ms: 7, error, response: null },
      timeline: { at, event: 'webhook', attempt: 1 },
      url: URL_OF,
      disableAfterMs: 86_400_000,
    });
    return record.id;
  };
  const read = async <Data>(path: string) => (await (await world.get(path, headers)).json()) as Data;
  return { ...world, endpoint, deliver, read };
}

describe('the data of webhooks', () => {
  test('says how each endpoint has done, with its last failure, and shows no query of a URL', async () => {
    await using world = await worldWithHooks();
    const [shop, quiet, others] = [await world.endpoint(), await world.endpoint(), await world.endpoint('globex')];
    await world.deliver(shop, 200);
    const lost = await world.deliver(shop, null);
    await world.deliver(others, 200, 'globex');
    const text = await (await world.get('/data/endpoints', headers)).text();
    const { data } = JSON.parse(text) as EndpointPage;
    const failure = { status: null, error: 'connect ECONNREFUSED', delivery_id: lost };
    expect(Object.fromEntries(data.map(({ id, health }) => [id, health]))).toMatchObject({
      [shop]: { latest: { delivered: 1, failed: 1, pending: 0 }, last_failure: failure },
      [quiet]: null,
      [others]: { latest: { delivered: 1, failed: 0, pending: 0 }, last_failure: null },
    });
    expect(text).not.toContain('hidden');
    expect((await world.read<EndpointPage>(`/data/endpoints/${shop}`)).data).toMatchObject([
      { id: shop, url: 'https://hooks.example/in?…' },
    ]);
  });

  test('lists deliveries with their latest try, by the filters of the API, and shows one with its endpoint', async () => {
    await using world = await worldWithHooks();
    const shop = await world.endpoint();
    await world.deliver(shop, 200);
    const lost = await world.deliver(shop, 503);
    const page = await world.read<DeliveryPage>(`/data/deliveries?status=failed&endpoint_id=${shop}`);
    expect(page).toMatchObject({ data: [{ id: lost, last_try: { status: 503, duration_ms: 7 } }], next_cursor: null });
    const detail = await world.read<DeliveryDetail>(`/data/deliveries/${lost}`);
    expect(detail).toMatchObject({ delivery: { id: lost, attempts: [{ status: 503 }] }, endpoint: { id: shop }, job: null });
    expect((await world.get('/data/deliveries?status=lost', headers)).status).toBe(422);
    expect((await world.get('/data/deliveries/dlv_1_1_job', headers)).status).toBe(404);
  });
});
