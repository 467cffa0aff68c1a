/** Getty's calls beside generations and downloads: registered files, uploads, prompts, products. None is paid. */
import type { SuccessfulAnswer } from '../terms/answers.ts';
import { addressOf, type AuthorizedCall, type SentStream } from './authorized-call.ts';
import type { GettyOptions } from '../terms/options.ts';
import {
  type GettyFile,
  type GettyFileRequest,
  type GettyProduct,
  readEnhancedPrompt,
  readFileRegistration,
  readProducts,
  readRegisteredFile,
} from '../terms/wire.ts';

/** Every method throws the errors of `errors.ts`. A call that creates something may have done so although it threw a RetryableError. */
export type GettyTools = {
  /** Registers a picture. Each call makes a registration of its own. */
  registerFile(request: GettyFileRequest): Promise<{ id: string }>;
  getFile(id: string): Promise<GettyFile>;
  /** Throws a NotFoundError if Getty does not have it, or has deleted it before. */
  deleteFile(id: string): Promise<void>;
  /** Puts up a JPEG under a name, for 24 hours. A name belongs to the API key: the same one overwrites. Returns its URL. */
  upload(name: string, jpeg: Omit<SentStream, 'type'>): Promise<string>;
  /** Null if Getty has no better prompt. */
  enhancePrompt(prompt: string): Promise<string | null>;
  /** The products of the account. Needs a user's token. */
  products(): Promise<GettyProduct[]>;
};

/** Where uploads are, below the path prefix. */
export const UPLOADS_PATH = '/search/by-image/uploads/';

/** Getty writes 10 MB to its store before it answers. */
const UPLOAD_TIMEOUT_MS = 60_000;

export function createTools(call: AuthorizedCall, options: GettyOptions): GettyTools {
  return {
    registerFile: (json) =>
      call({
        call: 'register_file',
        method: 'POST',
        path: '/ai/file-registrations',
        json,
        takesAnySuccess: true,
        read: ({ body }) => readFileRegistration(body),
      }),

    getFile: (id) => call({ call: 'get_file', method: 'GET', path: filePath(id), read: ({ body }) => readRegisteredFile(body) }),

    deleteFile: async (id) => {
      await call({ call: 'delete_file', method: 'DELETE', path: filePath(id), takesAnySuccess: true, read: taken });
    },

    upload: async (name, { open, bytes }) => {
      const path = `${UPLOADS_PATH}${encodeURIComponent(name)}`;
      const stream = { open, bytes, type: 'image/jpeg' };
      await call({ call: 'upload', method: 'PUT', path, stream, timeoutMs: UPLOAD_TIMEOUT_MS, takesAnySuccess: true, read: taken });
      return addressOf(options, path);
    },

    enhancePrompt: async (prompt) => {
      const answer = await call({ call: 'enhance_prompt', method: 'POST', path: '/ai/enhance-prompt', json: { prompt }, read: readPrompt });
      return answer.enhanced_prompt;
    },

    products: () =>
      call({
        call: 'products',
        method: 'GET',
        path: '/products?fields=download_requirements',
        read: ({ body }) => readProducts(body),
      }),
  };
}

function filePath(id: string): string {
  return `/ai/file-registrations/${encodeURIComponent(id)}`;
}

/** The status is the answer; nothing in the body is needed. */
function taken(): true {
  return true;
}

function readPrompt({ body }: SuccessfulAnswer): ReturnType<typeof readEnhancedPrompt> {
  return readEnhancedPrompt(body);
}
