import { describe, expect, test } from '@jest/globals';

import { reply, startFakeGetty } from '../test/fake-getty.ts';
import { problemOf, setup } from '../test/world.ts';

const ROUTE = 'GET /v3/products';

describe('GET /v1/products', () => {
  test('shows what each product demands, without the project codes of the account, and asks Getty rarely', async () => {
    await using getty = await startFakeGetty();
    await using world = await setup({ settings: getty.settings });
    const demands = { is_project_code_required: true, is_note_required: false, project_codes: ['secret-winter'] };
    getty.next(
      ROUTE,
      reply(200, {
        products: [
          {
            id: 7,
            name: 'AI',
            type: 'premiumaccess',
            status: 'active',
            expiration_utc_date: '2027-01-12T08:00:00Z',
            download_requirements: demands,
          },
          { id: 8, name: null },
        ],
      }),
    );
    const answered = await world.call('/v1/products');
    expect(answered.json).toEqual({
      data: [
        {
          id: 7,
          object: 'product',
          name: 'AI',
          type: 'premiumaccess',
          status: 'active',
          expires_at: '2027-01-12T08:00:00.000Z',
          requires: { product_id: true, project_code: true, notes: false },
        },
        {
          id: 8,
          object: 'product',
          name: null,
          type: null,
          status: null,
          expires_at: null,
          requires: { product_id: true, project_code: null, notes: null },
        },
      ],
      next_cursor: null,
    });
    expect(answered.text).not.toContain('secret');
    await world.call('/v1/products', { tenant: 'beta' });
    expect(getty.asked('GET', 'products')).toHaveLength(1);
  });

  test('a single product need not be named', async () => {
    await using getty = await startFakeGetty();
    await using world = await setup({ settings: getty.settings });
    expect((await world.call('/v1/products')).json).toMatchObject({ data: [{ id: 7, requires: { product_id: false } }] });
  });

  test.each([
    [reply(403, { ErrorCode: 'AuthorizationFailed' }), 'user_token_needed'],
    [reply(404, {}), 'user_token_needed'],
    [reply(500, {}), 'getty_unavailable'],
    [reply(200, { products: 'x' }), 'getty_unavailable'],
    [reply(400, { ErrorCode: 'X' }), 'getty_refused'],
  ] as const)('a refusal is explained and not kept (%#)', async (answer, code) => {
    await using getty = await startFakeGetty();
    await using world = await setup({ settings: getty.settings });
    getty.next(ROUTE, answer);
    problemOf(await world.call('/v1/products'), code);
    expect((await world.call('/v1/products')).status).toBe(200);
  });
});
