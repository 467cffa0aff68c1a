import {
  EnhancedPrompt,
  EnhanceRequest,
  FileId,
  FileRequest,
  MOST_UPLOAD_BYTES,
  ProductPage,
  RegisteredFile,
  Upload,
} from '@darkroom/contracts';
import { z } from 'zod';

import { ListFilesQuery } from '../../files/list-files.ts';
import { ENHANCED, FILE, FILE_REQUEST, FILE_WITH_PREVIEW, PRODUCT, UPLOAD } from '../examples/files.ts';
import type { Operations } from '../operation.ts';

const FilePage = z
  .strictObject({ data: z.array(RegisteredFile), next_cursor: z.string().nullable() })
  .meta({ id: 'FilePage', description: 'One page of files, newest first.' });

const asksGetty = ['getty_refused', 'getty_unavailable'] as const;

export const fileOperations: Operations = {
  'POST /v1/files': {
    id: 'registerFile',
    tag: 'Files',
    scope: 'submit',
    summary: 'Register a picture with Getty',
    description: `Getty fetches the picture from \`url\`. The file's \`id\` is then a source (\`source: {"file_id": "…"}\`) of \`influence_color\`,
\`influence_composition\` (category \`ImageReference\`) and \`background_generation\` (category \`CustomerProduct\`).

If Getty's answer is lost (503), nothing is stored. Send the request again: a registration costs nothing. A tenant may have 10,000 files.`,
    headers: ['Idempotency-Key'],
    body: {
      schema: FileRequest,
      examples: {
        product: { summary: 'The picture of a product', value: FILE_REQUEST },
        reference: {
          summary: 'A reference for colour or composition',
          value: { url: 'https://cdn.example.com/mood.jpg', rights_claimed: true, category: 'ImageReference' },
        },
      },
    },
    answers: {
      201: {
        says: 'The file.',
        headers: { Location: 'always' },
        json: RegisteredFile,
        examples: { registered: { summary: 'Registered', value: FILE } },
      },
    },
    problems: ['not_found', 'too_many_files', ...asksGetty],
  },

  'GET /v1/files': {
    id: 'listFiles',
    tag: 'Files',
    scope: 'read',
    covers: 'all_tenants',
    summary: 'List files',
    description: 'Your files, newest first, without previews.',
    query: ListFilesQuery,
    answers: {
      200: {
        says: 'One page.',
        headers: { Link: 'sometimes' },
        json: FilePage,
        examples: { page: { summary: 'The last page', value: { data: [FILE], next_cursor: null } } },
      },
    },
  },

  'GET /v1/files/:id': {
    id: 'getFile',
    tag: 'Files',
    scope: 'read',
    covers: 'all_tenants',
    summary: 'Get a file',
    description: "With Getty's previews. 410 if Getty has deleted the file.",
    path: { id: FileId },
    answers: {
      200: { says: 'The file.', json: RegisteredFile, examples: { file: { summary: 'With a preview', value: FILE_WITH_PREVIEW } } },
    },
    problems: ['not_found', 'gone', ...asksGetty],
  },

  'DELETE /v1/files/:id': {
    id: 'deleteFile',
    tag: 'Files',
    scope: 'manage',
    covers: 'all_tenants',
    summary: 'Delete a file',
    description: 'At Getty and here. Jobs that were not sent and use it fail.',
    path: { id: FileId },
    answers: { 204: { says: 'It is deleted.' } },
    problems: ['not_found', ...asksGetty],
  },

  'POST /v1/uploads': {
    id: 'createUpload',
    tag: 'Files',
    scope: 'submit',
    summary: 'Put up a picture for a day',
    description: `The body is the JPEG itself, of at most 10 MB (${MOST_UPLOAD_BYTES} bytes). It must arrive within 30 s: 10 MB need
at least 3 Mbit/s. Getty keeps it for 24 hours. Its \`id\` is a mask (\`mask: {"upload_id": "…"}\`); its \`url\` can be the \`url\` of a file.

A picture that is not one whole JPEG is 422. Under an \`Idempotency-Key\`, two bodies are the same if their SHA-256 is.`,
    headers: ['Idempotency-Key'],
    binaryBody: { type: 'image/jpeg', says: 'The picture.' },
    answers: {
      201: { says: 'Where it is, and until when.', json: Upload, examples: { upload: { summary: 'A mask', value: UPLOAD } } },
    },
    problems: ['too_many_uploads', ...asksGetty],
  },

  'POST /v1/prompts/enhance': {
    id: 'enhancePrompt',
    tag: 'Files',
    scope: 'submit',
    covers: 'all_tenants',
    summary: 'Make a prompt better',
    description: "Getty's own enhancement. It costs nothing, and is no job.",
    headers: ['Idempotency-Key'],
    body: { schema: EnhanceRequest, examples: { fox: { summary: 'A few words', value: { prompt: 'a fox in the snow' } } } },
    answers: { 200: { says: 'The better prompt.', json: EnhancedPrompt, examples: { fox: { summary: 'More words', value: ENHANCED } } } },
    problems: [...asksGetty],
  },

  'GET /v1/products': {
    id: 'listProducts',
    tag: 'Files',
    scope: 'read',
    covers: 'all_tenants',
    summary: "The account's products at Getty",
    description: `Which of \`product_id\`, \`project_code\` and \`notes\` Getty demands. Read from Getty at most every five minutes.

Getty shows products only to a user: without a user's token (\`GETTY_REFRESH_TOKEN\`) the answer is 409 \`user_token_needed\`, or an empty list.`,
    answers: {
      200: {
        says: 'All products.',
        json: ProductPage,
        examples: { one: { summary: 'One product, which demands a project code', value: { data: [PRODUCT], next_cursor: null } } },
      },
    },
    problems: ['user_token_needed', ...asksGetty],
  },
};
