import { expect, test } from '@jest/globals';

import { reply, startFakeGetty } from '../test/fake-getty.ts';
import { pointersOf, problemOf, setup } from '../test/world.ts';

const PATH = '/v1/prompts/enhance';

test('answers Getty’s better prompt, once under a key', async () => {
  await using getty = await startFakeGetty();
  await using world = await setup({ settings: getty.settings });
  expect((await world.call(PATH, { body: { prompt: 'fox' } })).json).toEqual({ enhanced_prompt: 'a red fox' });
  expect(JSON.parse(getty.asked('POST', 'enhance-prompt')[0]!.body.toString())).toEqual({ prompt: 'fox' });
  const headers = { 'idempotency-key': 'k' };
  getty.next('POST /v3/ai/enhance-prompt', reply(200, { enhanced_prompt: 'ein Fuchs 🦊' }));
  for (const replayed of [null, 'true']) {
    const answered = await world.call(PATH, { headers, body: { prompt: 'fox' } });
    expect([answered.json, answered.headers.get('idempotent-replayed')]).toEqual([{ enhanced_prompt: 'ein Fuchs 🦊' }, replayed]);
  }
  problemOf(await world.call(PATH, { headers, body: { prompt: 'bear' } }), 'idempotency_key_reused');
  expect(getty.asked('POST', 'enhance-prompt')).toHaveLength(2);
});

test('reports what Getty refuses; the key is free again', async () => {
  await using getty = await startFakeGetty();
  await using world = await setup({ settings: getty.settings });
  const headers = { 'idempotency-key': 'k' };
  getty.next('POST /v3/ai/enhance-prompt', reply(400, { ErrorCode: 'PromptEnhancementFailed' }), reply(503, {}));
  expect(problemOf(await world.call(PATH, { headers, body: { prompt: 'fox' } }), 'getty_refused').detail).toContain(
    'PromptEnhancementFailed',
  );
  problemOf(await world.call(PATH, { headers, body: { prompt: 'fox' } }), 'getty_unavailable');
  expect((await world.call(PATH, { headers, body: { prompt: 'fox' } })).status).toBe(200);
});

test.each([[{}], [{ prompt: ' ' }], [{ prompt: 7 }], [{ prompt: 'x'.repeat(10_001) }]])('refuses %j', async (body) => {
  await using world = await setup();
  expect(pointersOf(await world.call(PATH, { body }))).toEqual(['/prompt']);
});
