import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';

import { GETTY_CONTRACT } from './getty-contract.ts';
import { startSimulator } from '../test/start-simulator.ts';

const ajv = new Ajv({ allowUnionTypes: true });
const isGenerateRequest = ajv.compile(GETTY_CONTRACT.generate.request ?? false);

const EVERY_FIELD = {
  prompt: 'a lighthouse',
  negative_prompt: 'people',
  seed: -7,
  aspect_ratio: '9:16',
  media_type: 'illustration',
  mood: 'bold',
  lens_type: 'telephoto',
  depth_of_field: 'deep',
  product_id: 12,
  project_code: 'P',
  notes: 'n',
};

test.each<object>([
  EVERY_FIELD,
  { ...EVERY_FIELD, notes: null, project_code: null, product_id: null, seed: null, negative_prompt: null, aspect_ratio: null },
  { ...EVERY_FIELD, prompt: undefined },
  { ...EVERY_FIELD, prompt: 5 },
  { ...EVERY_FIELD, seed: 1.5 },
  { ...EVERY_FIELD, seed: 2 ** 31 },
  { ...EVERY_FIELD, mood: null },
  { ...EVERY_FIELD, media_type: 'film' },
  { ...EVERY_FIELD, depth_of_field: 'none' },
  { ...EVERY_FIELD, notes: 1 },
  { ...EVERY_FIELD, style: 'noir' },
])('a generate request is accepted if the contract allows it: %j', async (request) => {
  await using simulator = await startSimulator();
  expect((await simulator.call('generate', { body: request })).status).toBe(isGenerateRequest(request) ? 202 : 400);
});
