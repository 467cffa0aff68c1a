import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';

import { GETTY_CONTRACT } from './getty-contract.ts';
import type { Operation } from '../requests/operation.ts';
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

const A = { reference_asset_id: '12' };
const NOBODY = { reference_generation: { generation_request_id: 'nobody', index: 0 } };
const FILE = { reference_file_registration_id: 'nobody' };
const MASK = { mask_url: 'https://files.example/mask.jpg' };
const PAID = { product_id: 12, project_code: 'P', notes: 'n' };

/** Requests of each operation: right ones, and wrong ones of each kind. */
const OPERATION_REQUESTS: Record<Exclude<Operation, 'generate'>, object[]> = {
  variation: [{}, PAID, { prompt: 'x' }, { notes: 1 }],
  refine: [
    { ...A, prompt: 'x', ...MASK, ...PAID },
    { ...NOBODY, prompt: 'x', negative_prompt: null },
    { ...A },
    { ...A, prompt: '' },
    { ...A, prompt: 'x', seed: 1 },
    { ...FILE, prompt: 'x' },
  ],
  extend: [
    { ...A, left_percentage: 0.5 },
    { ...A, left_percentage: 0, bottom_percentage: 20, prompt: 'x' },
    { ...A },
    { ...A, left_percentage: 0, top_percentage: null },
    { ...A, left_percentage: -1, right_percentage: 20 },
    { ...A, left_percentage: '10' },
  ],
  object_removal: [{ ...A, ...MASK }, { ...NOBODY, ...MASK }, { ...A }, { ...A, mask_url: null }, { ...A, ...MASK, prompt: 'x' }],
  background_removal: [{ ...A, ...PAID }, { ...NOBODY }, { ...A, ...NOBODY }, {}, { ...A, reference_generation: null }, { ...A, ...MASK }],
  background_replacement: [
    { ...A, prompt: 'x' },
    { ...A, background_color: '#fff', media_type: 'illustration' },
    { ...A, prompt: 'x', background_color: '#fff' },
    { ...A },
    { ...A, prompt: '', background_color: null },
    { ...A, prompt: 'x', mood: 'warm' },
  ],
  background_generation: [
    { ...FILE, prompt: 'x' },
    { ...FILE, left_percentage: 10, background_asset_id: '1', background_reference_adherence: 'flexible' },
    { ...FILE, background_asset_id: '1', background_file_registration_id: 'x' },
    { ...FILE, background_reference_adherence: 'weak' },
    { ...A, prompt: 'x' },
    { prompt: 'x' },
  ],
  influence_color: [
    { ...A },
    { ...FILE, prompt: 'x', mood: 'warm', noise_level: 0.5 },
    { ...A, ...FILE },
    {},
    { ...A, influence_level: 1 },
  ],
  influence_composition: [{ ...NOBODY, aspect_ratio: '4:3' }, { ...FILE, influence_level: 0.5 }, {}, { ...A, noise_level: 1 }],
};

test.each(Object.entries(OPERATION_REQUESTS).flatMap(([operation, requests]) => requests.map((request) => [operation, request] as const)))(
  '%s is refused with 400 only if the contract does not allow it: %j',
  async (name, request) => {
    const operation = name as Operation;
    await using simulator = await startSimulator();
    const { status } = await simulator.call(operation, { id: 'nobody', body: request });
    // A source that does not exist is 404.
    expect(status === 400).toBe(!ajv.compile(GETTY_CONTRACT[operation].request ?? false)(request));
    expect([202, 400, 404]).toContain(status);
  },
);

test.each([
  { url: 'https://files.example/a.jpg', rights_claimed: true, category: 'CustomerProduct' },
  { url: 'https://files.example/a.jpg', rights_claimed: false, category: 'CustomerProduct' },
  { url: 'ftp://files.example/a.jpg', rights_claimed: true, category: 'CustomerProduct' },
  { url: 'https://files.example/a.jpg', rights_claimed: true, category: 'Sketch' },
  { url: 'https://files.example/a.jpg', rights_claimed: true },
])('a file registration is accepted if the contract allows it: %j', async (request) => {
  await using simulator = await startSimulator();
  const isAllowed = ajv.compile(GETTY_CONTRACT.register_file.request ?? false)(request);
  expect((await simulator.call('register_file', { body: request })).status).toBe(isAllowed ? 200 : 400);
});
