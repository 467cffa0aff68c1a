import { createGettyClient } from '../client.ts';
import type { GettyCallKind, GettyCallRecord, GettyOptions } from '../terms/options.ts';
import { type ScriptedServer, json, startScriptedServer } from './scripted-server.ts';

export const API_KEY = 'key-SECRET-1';
export const API_SECRET = 'sec"ret+SECRET-2/ü';

type GettyClient = ReturnType<typeof createGettyClient>;

export type Setup = {
  getty: ScriptedServer;
  client: GettyClient;
  /** The records given to `onCall`. */
  records: GettyCallRecord[];
  /** The calls given to `beforeCall`. */
  asked: GettyCallKind[];
} & AsyncDisposable;

/** A scripted Getty that issues `token-1`, `token-2`, …, and a client for it. */
export async function setup(options: Partial<GettyOptions> = {}): Promise<Setup> {
  const getty = await startScriptedServer();
  let tokens = 0;
  getty.reply('POST /oauth2/token', (response, request) => {
    tokens += 1;
    json(200, { access_token: `token-${tokens}`, token_type: 'Bearer', expires_in: 1800 })(response, request);
  });
  const records: GettyCallRecord[] = [];
  const asked: GettyCallKind[] = [];
  const client = createGettyClient({
    apiUrl: getty.url,
    authUrl: `${getty.url}/oauth2/token`,
    pathPrefix: '/v3',
    apiKey: API_KEY,
    apiSecret: API_SECRET,
    beforeCall: async (call) => void asked.push(call),
    onCall: (record) => void records.push(record),
    ...options,
  });
  return {
    getty,
    client,
    records,
    asked,
    async [Symbol.asyncDispose]() {
      await client.close();
      await getty[Symbol.asyncDispose]();
    },
  };
}

/** The routes of the calls, for the generation `g1`. */
export const ROUTES = {
  token: 'POST /oauth2/token',
  generate: 'POST /v3/ai/image-generations',
  variation: 'POST /v3/ai/image-generations/g1/images/0/variations',
  refine: 'POST /v3/ai/image-generations/refine',
  redownload: 'POST /v3/ai/redownloads',
  getGeneration: 'GET /v3/ai/image-generations/g1',
  downloadSizes: 'GET /v3/ai/image-generations/g1/images/0/download-sizes',
  startDownload: 'PUT /v3/ai/image-generations/g1/images/0/download',
  getDownload: 'GET /v3/ai/image-generations/g1/images/0/download',
  history: 'GET /v3/ai/generation-history',
  historyItem: 'GET /v3/ai/generation-history/g1',
  registerFile: 'POST /v3/ai/file-registrations',
  getFile: 'GET /v3/ai/file-registrations/f1',
  deleteFile: 'DELETE /v3/ai/file-registrations/f1',
  upload: 'PUT /v3/search/by-image/uploads/a.jpg',
  enhancePrompt: 'POST /v3/ai/enhance-prompt',
  products: 'GET /v3/products',
} as const;

/** Each API call of a client, with plausible arguments. */
export const CALLS = {
  generate: (client) => client.generate({ prompt: 'a red fox' }),
  variation: (client) => client.operate({ operation: 'variation', of: { generation_request_id: 'g1', index: 0 }, body: {} }),
  refine: (client) => client.operate({ operation: 'refine', body: { prompt: 'a hat', reference_asset_id: 'a1' } }),
  redownload: (client) => client.redownload({ generated_asset_id: 'a1', size_name: '4k' }),
  getGeneration: (client) => client.getGeneration('g1'),
  downloadSizes: (client) => client.downloadSizes('g1', 0),
  startDownload: (client) => client.startDownload('g1', 0, { size_name: '4k' }),
  getDownload: (client) => client.getDownload('g1', 0),
  history: (client) => client.history({ from: new Date(0), to: new Date(1000) }),
} as const satisfies Record<string, (client: GettyClient) => Promise<unknown>>;

export type CallName = keyof typeof CALLS;

/** The error of a refused call. A call that succeeds fails the test. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => Promise.reject(new Error(`expected a failure, got ${JSON.stringify(value)}`)),
    (error: unknown) => error,
  );
}
