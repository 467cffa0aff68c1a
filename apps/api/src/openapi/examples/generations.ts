import type { Examples } from '../operation.ts';
import { FILE, UPLOAD } from './files.ts';

/** One request of each operation besides `generate`, and a chain of jobs in a batch. */

const JOB = 'job_0199f2a4c1d07b6c9e5f3a2b1c0d4e5f';
const GENERATION = '0a1b2c3d-4e5f-6789-abcd-ef0123456789';
const image = { job_id: JOB, index: 0 };

export const OPERATION_EXAMPLES: Examples = {
  variation: { summary: 'Variations of an image', value: { operation: 'variation', source: image } },
  refine: {
    summary: 'An image changed by a prompt, within a mask',
    value: { operation: 'refine', source: image, prompt: 'a green bicycle', mask: { upload_id: UPLOAD.id } },
  },
  extend: {
    summary: 'An image extended to the right',
    value: { operation: 'extend', source: { generation_request_id: GENERATION, index: 2 }, right_percentage: 50 },
  },
  objectRemoval: {
    summary: 'An image without what a mask covers',
    value: { operation: 'object_removal', source: image, mask_url: 'https://cdn.example.com/mask.jpg' },
  },
  backgroundRemoval: { summary: 'An image without its background', value: { operation: 'background_removal', source: image } },
  backgroundReplacement: {
    summary: 'An image before a white background',
    value: { operation: 'background_replacement', source: image, background_color: '#FFFFFF' },
  },
  backgroundGeneration: {
    summary: 'A background around a product',
    value: { operation: 'background_generation', source: { file_id: FILE.id }, prompt: 'on a wooden table', top_percentage: 20 },
  },
  influenceColor: {
    summary: 'Images with the colours of a registered file',
    value: { operation: 'influence_color', source: { file_id: FILE.id }, prompt: 'A bicycle in the snow' },
  },
  influenceComposition: {
    summary: 'Images with the composition of an asset',
    value: { operation: 'influence_composition', source: { asset_id: '1f2e3d4c' }, prompt: 'A bicycle in the snow' },
  },
};

export const CHAIN = {
  jobs: [
    { type: 'generation', prompt: 'A red bicycle in the snow' },
    { type: 'generation', operation: 'refine', source: { batch_index: 0, index: 1 }, prompt: 'a green bicycle' },
    { type: 'generation', operation: 'background_removal', source: { batch_index: 1, index: 0 } },
    { type: 'download', batch_index: 2, index: 0, size_name: '4k' },
  ],
};
