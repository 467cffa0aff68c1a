import { GenerationRequest, type Operation } from '@darkroom/contracts';
import type { JobRecord } from '@darkroom/queue';
import { expect, test } from '@jest/globals';

import { orderOf, type AtSending } from './order.ts';

const JOB_ID = `job_${'0'.repeat(32)}`;
const SENDING: AtSending = { intent: 'job_1.1.1', notes: 'append', maskUrl: undefined };
const OURS = {
  metadata: { a: 1 },
  priority: 3,
  on_unknown: 'retry',
  download: { size_name: '4k', images: 'all' },
  webhook: { url: 'https://w.test' },
};
const ACCOUNT = { product_id: 7, project_code: 'P', notes: 'for spring' };
const SENT = { product_id: 7, project_code: 'P', notes: 'for spring [darkroom:job_1.1.1]' };
const OF_JOB = { source: { job_id: JOB_ID, index: 2 } };
const IMAGE = { generation_request_id: 'g-of-source', index: 2 };

function record(request: object): Pick<JobRecord, 'id' | 'spec' | 'sourceId'> {
  // As it was validated and stored.
  return { id: JOB_ID as JobRecord['id'], sourceId: 'g-of-source', spec: { request: GenerationRequest.parse(request) } };
}

/** Every operation with all of its fields: its request beside ours, and the body that Getty gets. */
const TABLE: [operation: Operation, request: object, sent: object][] = [
  [
    'generate',
    { prompt: 'a fox', negative_prompt: 'dogs', seed: 3, aspect_ratio: '16:9', media_type: 'photography', mood: 'warm' },
    { prompt: 'a fox', negative_prompt: 'dogs', seed: 3, aspect_ratio: '16:9', media_type: 'photography', mood: 'warm' },
  ],
  ['variation', OF_JOB, {}],
  [
    'refine',
    { ...OF_JOB, prompt: 'a hat', negative_prompt: 'dogs', mask_url: 'https://mask.test/1' },
    { reference_generation: IMAGE, prompt: 'a hat', negative_prompt: 'dogs', mask_url: 'https://mask.test/1' },
  ],
  [
    'extend',
    { source: { asset_id: 'a-1' }, prompt: 'sea', left_percentage: 0.5, right_percentage: 0, top_percentage: 100, bottom_percentage: 7.25 },
    { reference_asset_id: 'a-1', prompt: 'sea', left_percentage: 0.5, right_percentage: 0, top_percentage: 100, bottom_percentage: 7.25 },
  ],
  ['object_removal', { ...OF_JOB, mask_url: 'https://mask.test/1' }, { reference_generation: IMAGE, mask_url: 'https://mask.test/1' }],
  [
    'background_removal',
    { source: { generation_request_id: 'g-of-caller', index: 0 } },
    { reference_generation: { generation_request_id: 'g-of-caller', index: 0 } },
  ],
  [
    'background_replacement',
    { ...OF_JOB, prompt: 'a beach', background_color: '#fff', media_type: 'illustration', negative_prompt: 'people' },
    { reference_generation: IMAGE, prompt: 'a beach', background_color: '#fff', media_type: 'illustration', negative_prompt: 'people' },
  ],
  [
    'background_generation',
    {
      source: { file_id: 'f-1' },
      prompt: 'a beach',
      negative_prompt: 'people',
      left_percentage: 10,
      background_reference_generation: { generation_request_id: 'g-1', index: 3 },
      background_reference_adherence: 'strong',
    },
    {
      reference_file_registration_id: 'f-1',
      prompt: 'a beach',
      negative_prompt: 'people',
      left_percentage: 10,
      background_reference_generation: { generation_request_id: 'g-1', index: 3 },
      background_reference_adherence: 'strong',
    },
  ],
  [
    'background_generation',
    { source: { file_id: 'f-1' }, background_asset_id: 'a-1' },
    { reference_file_registration_id: 'f-1', background_asset_id: 'a-1' },
  ],
  [
    'background_generation',
    { source: { file_id: 'f-1' }, background_file_registration_id: 'f-2' },
    { reference_file_registration_id: 'f-1', background_file_registration_id: 'f-2' },
  ],
  [
    'influence_color',
    { source: { file_id: 'f-1' }, prompt: 'a fox', negative_prompt: 'dogs', mood: 'warm', seed: 1, noise_level: 0.5 },
    { reference_file_registration_id: 'f-1', prompt: 'a fox', negative_prompt: 'dogs', mood: 'warm', seed: 1, noise_level: 0.5 },
  ],
  [
    'influence_composition',
    { source: { asset_id: 'a-1' }, media_type: 'illustration', aspect_ratio: '1:1', influence_level: 0.1 },
    { reference_asset_id: 'a-1', media_type: 'illustration', aspect_ratio: '1:1', influence_level: 0.1 },
  ],
];

test.each(TABLE)('%s sends its fields by Getty’s names, and nothing of ours', (operation, request, sent) => {
  const order = orderOf(record({ operation, ...request, ...ACCOUNT, ...OURS }), {
    ...SENDING,
    maskUrl: 'mask_url' in request ? String(request.mask_url) : undefined,
  });
  expect(JSON.parse(JSON.stringify(order))).toEqual({
    operation,
    ...(operation === 'variation' && { of: IMAGE }),
    body: { ...sent, ...SENT },
  });
});

test('a request without an operation is a generation from a prompt', () => {
  expect(orderOf(record({ prompt: 'a fox' }), SENDING)).toMatchObject({ operation: 'generate', body: { prompt: 'a fox' } });
});

test.each(TABLE)('%s carries no mark where notes are off', (operation, request) => {
  const { body } = orderOf(record({ operation, ...request, notes: 'mine' }), { ...SENDING, notes: 'off' });
  expect(body.notes).toBe('mine');
});

test('a job whose source is not known is not sent', () => {
  const waiting = { ...record({ operation: 'variation', ...OF_JOB }), sourceId: null };
  expect(() => orderOf(waiting, SENDING)).toThrow('names no image');
});
