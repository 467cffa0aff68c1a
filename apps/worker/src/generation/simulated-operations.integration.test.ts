import { createGettyClient } from '@darkroom/getty';
import { expect, test } from '@jest/globals';

import { worldsOfFile, type World } from '../test/world.ts';

const setup = worldsOfFile();

/** What each operation is made from at Getty: an image, a file and an asset. */
async function sources(world: World) {
  const { gettyUrl: url } = world;
  const getty = createGettyClient({ apiUrl: url, authUrl: `${url}/oauth2/token`, pathPrefix: '/v3', apiKey: 'k', apiSecret: 's' });
  const register = (category: 'ImageReference' | 'CustomerProduct') =>
    getty.registerFile({ url: 'https://img.test/1.jpg', rights_claimed: true, category });
  const [reference, product] = [await register('ImageReference'), await register('CustomerProduct')];
  await getty.close();
  const { gettyId } = await world.ended(await world.submit({ prompt: 'the source' }));
  const image = { generation_request_id: gettyId!, index: 1 };
  return { image, asset: { asset_id: '1279463041' }, reference: reference.id, product: product.id };
}

function requestsOf({ image, asset, reference, product }: Awaited<ReturnType<typeof sources>>): object[] {
  const mask_url = 'https://img.test/mask.jpg';
  return [
    { operation: 'variation', source: image },
    { operation: 'refine', source: image, prompt: 'a hat', negative_prompt: 'dogs', mask_url },
    { operation: 'extend', source: asset, left_percentage: 12.5, prompt: 'the sea' },
    { operation: 'object_removal', source: image, mask_url },
    { operation: 'background_removal', source: asset },
    { operation: 'background_replacement', source: image, prompt: 'a beach', media_type: 'photography' },
    {
      operation: 'background_generation',
      source: { file_id: product },
      prompt: 'a table',
      top_percentage: 5,
      background_reference_generation: image,
      background_reference_adherence: 'strong',
    },
    { operation: 'influence_color', source: { file_id: reference }, prompt: 'a fox', mood: 'warm' },
    { operation: 'influence_composition', source: image, prompt: 'a fox', aspect_ratio: '1:1' },
  ].map((request) => ({ project_code: 'P-1', notes: 'for spring', ...request }));
}

test.each(['append', 'off'])('every operation is taken, and found after its answer was lost, with notes %s', async (notes) => {
  await using world = await setup({ worker: { GETTY_NOTES: notes, GETTY_PAID_TIMEOUT: '10s', GETTY_HISTORY_SETTLE: '20s' } });
  await world.worker.start();
  const requests = requestsOf(await sources(world));
  const ids: string[] = [];
  for (const request of requests) ids.push(await world.submit({ prompt: undefined, ...request }));
  for (const id of ids) expect(await world.ended(id)).toMatchObject({ status: 'succeeded', attempts: 1, error: null });

  const operations = requests.map((request) => (request as { operation: string }).operation);
  await world.scenario({ call: operations }, { drop: 'after' }, null);
  const lost: string[] = [];
  for (const request of requests) lost.push(await world.submit({ prompt: undefined, ...request }));

  for (const id of lost) {
    const job = await world.ended(id);
    expect(job).toMatchObject({ status: 'succeeded', attempts: 1, billing: { state: 'charged', because: 'found_in_history' } });
    expect((await world.ledger()).generations.find((made) => made.generation_request_id === job.gettyId)?.operation).toBe(job.operation);
  }
  expect((await world.ledger()).generations).toHaveLength(1 + 2 * requests.length);
});
