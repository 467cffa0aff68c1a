import type { CallContract } from './getty-contract.ts';
import { anywhere, application, gateway, instant, integer, previewUrls, record, text } from './schemas.ts';

/** The calls about files and about the account. Getty's description has not all of them; the rest is from its developer pages. */

const file = { id: { type: 'string' }, preview_urls: previewUrls };
const product = record(['id', 'name', 'type', 'status', 'download_requirements'], {
  id: integer,
  name: text,
  type: text,
  status: text,
  download_requirements: record(['is_note_required', 'is_project_code_required', 'project_codes'], {
    is_note_required: { type: 'boolean' },
    is_project_code_required: { type: 'boolean' },
    project_codes: { type: ['array', 'null'], items: { type: 'string' } },
  }),
});

type FileCall = 'register_file' | 'list_files' | 'get_file' | 'delete_file' | 'upload' | 'enhance_prompt' | 'products';

export const FILES_CONTRACT: Record<FileCall, CallContract> = {
  register_file: {
    method: 'POST',
    path: '/ai/file-registrations',
    request: record(['url', 'rights_claimed', 'category'], {
      url: { type: 'string', pattern: '^https?://' },
      // That only true is accepted is an assumption.
      rights_claimed: { const: true },
      category: { enum: ['ImageReference', 'CustomerProduct'] },
    }),
    answers: { ...anywhere, 200: record(['id'], { id: { type: 'string' } }), 400: application },
  },
  list_files: {
    method: 'GET',
    path: '/ai/file-registrations',
    answers: {
      ...anywhere,
      200: record(['result_count', 'file_registrations'], {
        result_count: integer,
        file_registrations: { type: 'array', items: record(['id', 'date_created'], { ...file, date_created: instant }) },
      }),
      400: application,
    },
  },
  get_file: { method: 'GET', path: '/ai/file-registrations/{id}', answers: { ...anywhere, 200: record(['id'], file), 404: application } },
  delete_file: { method: 'DELETE', path: '/ai/file-registrations/{id}', answers: { ...anywhere, 204: null, 404: application } },
  upload: {
    method: 'PUT',
    path: '/search/by-image/uploads/{id}',
    answers: { ...anywhere, 200: null, 400: application, 413: gateway },
  },
  enhance_prompt: {
    method: 'POST',
    path: '/ai/enhance-prompt',
    request: record(['prompt'], { prompt: { type: 'string', minLength: 1 } }),
    answers: { ...anywhere, 200: record(['enhanced_prompt'], { enhanced_prompt: text }), 400: application },
  },
  products: {
    method: 'GET',
    path: '/products',
    answers: { ...anywhere, 200: record(['products'], { products: { type: 'array', items: product } }) },
  },
};
