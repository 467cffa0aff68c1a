/** Client of the Getty AI Generator API: one method per endpoint. */
import { createRedactor } from '@darkroom/runtime';
import { Agent } from 'undici';

import {
  type DownloadAnswer,
  type GenerationAnswer,
  readDownloadAnswer,
  readPolledGeneration,
  readSubmittedGeneration,
} from './terms/answers.ts';
import { createAuthorizedCall } from './calls/authorized-call.ts';
import { exchange } from './terms/exchange.ts';
import { type FetchFileOptions, type FetchedFile, fetchFile } from './files/fetch-file.ts';
import { openFile, type OpenedFile, type OpenFileOptions } from './files/open-file.ts';
import { fetchToken } from './calls/fetch-token.ts';
import type { GettyOptions } from './terms/options.ts';
import { orderPath, type GettyOrder } from './terms/orders.ts';
import type { Transport } from './calls/send-request.ts';
import { createTools, type GettyTools } from './calls/tools.ts';
import { TokenSource } from './calls/token-source.ts';
import {
  type DownloadSize,
  type GettyDownloadRequest,
  type GettyGenerationRequest,
  type GettyRedownloadRequest,
  type History,
  type HistoryItem,
  readDownload,
  readDownloadSizes,
  readHistory,
  readHistoryItem,
} from './terms/wire.ts';

export type HistoryQuery = {
  from: Date;
  to: Date;
  /** From 1. */
  page?: number | undefined;
  /** At most 1000. */
  pageSize?: number | undefined;
  /** Generations of the whole company, not only of our credentials' user. Refused (403) where this is not enabled. */
  company?: boolean | undefined;
};

/** `startBefore` is in ms since the epoch: after it the call is not made, and throws a NotSentError. */
export type PaidCallOptions = {
  signal?: AbortSignal | undefined;
  startBefore?: number | undefined;
};

/** Every method throws the errors of `errors.ts`. Errors of `beforeCall` pass through. */
export type GettyClient = {
  /** Paid: POST image-generations. A success without a readable id throws an UnknownOutcomeError. */
  generate(request: GettyGenerationRequest, opts?: PaidCallOptions): Promise<GenerationAnswer>;
  /** Paid: POST of any other operation, as `generate`. */
  operate(order: GettyOrder, opts?: PaidCallOptions): Promise<GenerationAnswer>;
  getGeneration(id: string, opts?: { signal?: AbortSignal | undefined }): Promise<GenerationAnswer>;
  downloadSizes(id: string, index: number): Promise<DownloadSize[]>;
  /** May be paid: PUT download. */
  startDownload(id: string, index: number, request: GettyDownloadRequest, opts?: PaidCallOptions): Promise<DownloadAnswer>;
  getDownload(id: string, index: number): Promise<DownloadAnswer>;
  /** May be paid: POST redownloads. Getty answers at once, and has no other call that shows the outcome. */
  redownload(request: GettyRedownloadRequest, opts?: PaidCallOptions): Promise<{ url: string; generatedAssetId: string | null }>;
  history(query: HistoryQuery, opts?: { signal?: AbortSignal | undefined }): Promise<History>;
  /** A generation in the history, with prompt, product and notes, which a poll does not return. */
  historyItem(id: string): Promise<HistoryItem>;
  /** Fetches an image without credentials, over at most 5 redirects. */
  fetchFile(url: string, opts?: FetchFileOptions): Promise<FetchedFile>;
  /** Opens a file of any size, to be read piece by piece. */
  openFile(url: string, opts?: OpenFileOptions): Promise<OpenedFile>;
  /** Fetches a token, so that the first paid call does not wait for one. */
  warmUp(): Promise<void>;
  /** Whether a call made now would not wait for a token. */
  isWarm(): boolean;
  /** Waits for requests on the wire (each has its time limit), then closes the connections. Safe to call twice. */
  close(): Promise<void>;
};

const MIB = 1024 * 1024;
const MAX_HISTORY_BYTES = 8 * MIB;

export function createGettyClient(options: GettyOptions): GettyClient & GettyTools {
  const agent = createAgent();
  const transport: Transport = {
    agent,
    exchange: options.exchange ?? ((request) => exchange(agent, request)),
    maxBodyBytes: options.maxBodyBytes ?? MIB,
    now: options.now ?? Date.now,
    beforeCall: options.beforeCall ?? (async () => undefined),
    onCall: options.onCall ?? (() => undefined),
    redact: createRedactor([options.apiKey, options.apiSecret, options.refreshToken]),
  };
  const tokens = new TokenSource({
    fetchToken: (refreshToken) => fetchToken(transport, options, refreshToken),
    refreshToken: options.refreshToken,
    now: transport.now,
  });
  const call = createAuthorizedCall(transport, tokens, options);
  let closing: Promise<void> | undefined;

  return {
    generate: (json, opts) =>
      call({ call: 'generate', method: 'POST', path: '/ai/image-generations', json, ...opts, read: readSubmittedGeneration }),

    operate: (order, opts) =>
      call({
        call: order.operation,
        method: 'POST',
        path: orderPath(order),
        json: order.body,
        ...opts,
        read: readSubmittedGeneration,
      }),

    getGeneration: (id, opts) =>
      call({
        call: 'get_generation',
        method: 'GET',
        path: generationPath(id),
        signal: opts?.signal,
        read: (answer) => readPolledGeneration(id, answer),
      }),

    downloadSizes: (id, index) =>
      call({
        call: 'download_sizes',
        method: 'GET',
        path: `${imagePath(id, index)}/download-sizes`,
        read: ({ body }) => readDownloadSizes(body),
      }),

    startDownload: (id, index, json, opts) =>
      call({ call: 'start_download', method: 'PUT', path: `${imagePath(id, index)}/download`, json, ...opts, read: readDownloadAnswer }),

    getDownload: (id, index) =>
      call({ call: 'get_download', method: 'GET', path: `${imagePath(id, index)}/download`, read: readDownloadAnswer }),

    redownload: (json, opts) =>
      call({ call: 'redownload', method: 'POST', path: '/ai/redownloads', json, ...opts, read: ({ body }) => readDownload(body) }),

    history: (query, opts) =>
      call({
        call: 'history',
        method: 'GET',
        path: historyPath(query),
        signal: opts?.signal,
        maxBodyBytes: Math.max(transport.maxBodyBytes, MAX_HISTORY_BYTES),
        read: ({ body }) => readHistory(body),
      }),

    historyItem: (id) =>
      call({
        call: 'history_item',
        method: 'GET',
        path: `/ai/generation-history/${encodeURIComponent(id)}`,
        read: ({ body }) => readHistoryItem(body),
      }),

    ...createTools(call, options),

    fetchFile: (url, opts) => fetchFile(transport, url, opts),

    openFile: (url, opts) => openFile(transport, url, opts),

    warmUp: async () => {
      await tokens.current();
    },

    isWarm: () => tokens.isFresh(),

    close: () => (closing ??= agent.close()),
  };
}

function createAgent(): Agent {
  return new Agent({
    connections: 256,
    // One request at a time on a connection, and HTTP/1.1: otherwise exchange.ts could not know that nothing was sent.
    pipelining: 1,
    allowH2: false,
    // Close idle sockets long before any gateway drops them, so that a paid call rarely meets a socket that is being closed.
    keepAliveTimeout: 4_000,
    connectTimeout: 10_000,
  });
}

function generationPath(id: string): string {
  return `/ai/image-generations/${encodeURIComponent(id)}`;
}

function imagePath(id: string, index: number): string {
  return `${generationPath(id)}/images/${index}`;
}

function historyPath({ from, to, page, pageSize, company }: HistoryQuery): string {
  const query = new URLSearchParams({ date_start: from.toISOString(), date_end: to.toISOString() });
  if (page !== undefined) query.set('page', String(page));
  if (pageSize !== undefined) query.set('page_size', String(pageSize));
  if (company === true) query.set('company_generations', 'true');
  return `/ai/generation-history?${query.toString()}`;
}
