import { expect, test } from '@jest/globals';

import { openStore } from '../store.ts';
import { sendingTwice } from '../test/sending-twice.ts';
import { setup } from '../test/world.ts';

const BUDGET = { unit: 'generations', limit: '2', period: 'month', time_zone: 'UTC', warn_at: [], when_used_up: 'reject' } as const;
const ASKED = { tenant: 'acme', id: 'b', isOperator: false };
const silent = { debug() {}, info() {}, warn() {}, error() {} };

test('a budget that is put by a command sent twice is created once, and so is its change', async () => {
  await using world = await setup();
  const { host, port } = world.raw.options;
  const connect = () => sendingTwice(`redis://${host}:${port}`);
  const prefix = world.keys.root.slice(1, -1);
  const twice = openStore({ url: '', prefix, role: 'worker', now: world.clock.now, logger: silent, simulated: { connect } });
  try {
    const put = (limit: string) => twice.budgets.put(ASKED, { ...BUDGET, warn_at: [], limit });
    expect(await put('2')).toMatchObject({ outcome: 'created', budget: { limit: 2 } });
    expect(await put('3')).toMatchObject({ outcome: 'changed', budget: { limit: 3 } });
    expect(await twice.budgets.list('acme')).toHaveLength(1);
  } finally {
    await twice.close();
  }
});
