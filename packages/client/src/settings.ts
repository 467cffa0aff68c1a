import { ConfigurationError } from './errors/darkroom-error.ts';

/** How a client reaches the API. */
export type DarkroomOptions = {
  /** The address of the API, such as `https://darkroom.example.com`. Default: the environment variable `DARKROOM_URL`. */
  url?: string | undefined;
  /** The API key. Default: the environment variable `DARKROOM_API_KEY`. */
  apiKey?: string | undefined;
  /** Only with the key of the operator: the tenant that all calls are for. */
  tenant?: string | undefined;
  /** The secret that `webhooks.verify` uses; during a rotation several, as a list or separated by spaces or commas. Default: the environment variable `DARKROOM_WEBHOOK_SECRET`. */
  webhookSecret?: string | readonly string[] | undefined;
  /** How long one try may take, in ms. Default 30,000. */
  timeoutMs?: number | undefined;
  /** How often a call is tried again after a lost connection, 408, 429 or 5xx. Default 5. */
  maxRetries?: number | undefined;
  /** No new try begins after this time, in ms. Default 120,000. A longer `Retry-After` ends the call at once. */
  maxElapsedMs?: number | undefined;
  /** Sent with each request. */
  headers?: Record<string, string> | undefined;
  /** Used in place of the global `fetch`. */
  fetch?: typeof fetch | undefined;
};

/** Options of one call. They win over those of the client. */
export type CallOptions = {
  /** Ends the call, its waiting between tries included, with the reason of the signal. */
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
  maxRetries?: number | undefined;
  maxElapsedMs?: number | undefined;
  tenant?: string | undefined;
  /** Of a POST. Default: a new random one, the same for all tries of this call. Give one that you keep if your program may repeat the call. */
  idempotencyKey?: string | undefined;
  headers?: Record<string, string> | undefined;
};

export type Settings = {
  url: string;
  apiKey: string;
  tenant: string | undefined;
  webhookSecret: string | readonly string[] | undefined;
  timeoutMs: number;
  maxRetries: number;
  maxElapsedMs: number;
  headers: Record<string, string>;
  fetch: typeof fetch;
};

/** @throws ConfigurationError, which never quotes the key */
export function readSettings(options: DarkroomOptions): Settings {
  return {
    url: readUrl(options.url ?? fromEnvironment('DARKROOM_URL')),
    apiKey: readKey(options.apiKey ?? fromEnvironment('DARKROOM_API_KEY')),
    tenant: options.tenant,
    webhookSecret: options.webhookSecret ?? fromEnvironment('DARKROOM_WEBHOOK_SECRET'),
    timeoutMs: options.timeoutMs ?? 30_000,
    maxRetries: options.maxRetries ?? 5,
    maxElapsedMs: options.maxElapsedMs ?? 120_000,
    headers: options.headers ?? {},
    // Looked up at each call, so that a global `fetch` that is replaced later is used.
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
  };
}

function readUrl(text: string | undefined): string {
  if (!text) throw new ConfigurationError('The address of the API is missing: give `url`, or set DARKROOM_URL.');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new ConfigurationError('`url` (DARKROOM_URL) must be an http:// or https:// address.');
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new ConfigurationError('`url` (DARKROOM_URL) must have no user name, password, query or fragment.');
  }
  return `${url.origin}${url.pathname}`.replace(/\/$/, '');
}

function readKey(text: string | undefined): string {
  const key = text?.trim();
  if (!key) throw new ConfigurationError('The API key is missing: give `apiKey`, or set DARKROOM_API_KEY.');
  // Otherwise fetch refuses the header, with a message that quotes the key.
  if (!/^[\x21-\x7e]+$/.test(key)) throw new ConfigurationError('`apiKey` (DARKROOM_API_KEY) must be visible ASCII characters.');
  return key;
}

function fromEnvironment(name: string): string | undefined {
  // Deno asks its user before it shows a variable, and runtimes at the edge have no `process`.
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.[name] || undefined;
}
