import type { GettyErrorName } from './errors.ts';
import type { Exchange, HttpRequest } from './exchange.ts';
import type { OtherOperation } from './orders.ts';

/** The HTTP requests that Getty counts: the label of logs, metrics and the query budget. */
export type GettyCallKind =
  | 'token'
  | 'generate'
  | OtherOperation
  | 'get_generation'
  | 'download_sizes'
  | 'start_download'
  | 'get_download'
  | 'redownload'
  | 'history'
  | 'history_item'
  | 'register_file'
  | 'get_file'
  | 'delete_file'
  | 'upload'
  | 'enhance_prompt'
  | 'products';

/** One HTTP request and its end. It holds no path, header or body, so it may be logged unchanged. */
export type GettyCallRecord = {
  kind: GettyCallKind;
  method: string;
  /** Missing when no answer arrived. */
  status?: number;
  durationMs: number;
  /** Getty's ErrorCode, or the OAuth `error` of a token call. */
  errorCode?: string;
  outcome: 'ok' | GettyErrorName;
  /** Where it went: the host, with its port if it has one. */
  host: string;
};

export type GettyOptions = {
  /** `https://api.gettyimages.com` */
  apiUrl: string;
  /** The full token URL, `https://authentication.gettyimages.com/oauth2/token`. */
  authUrl: string;
  /** `/v3` */
  pathPrefix: string;
  apiKey: string;
  apiSecret: string;
  /** If given, tokens come from the refresh_token grant instead of client credentials. */
  refreshToken?: string | undefined;
  /** Time limit of one paid call, headers and body together, counted from the end of `beforeCall`. Default 90,000. */
  paidTimeoutMs?: number | undefined;
  /** The same for every GET, and at most 5,000 for the token call. Default 20,000. */
  readTimeoutMs?: number | undefined;
  /** Largest answer read. Default 1 MiB; the history may always have 8 MiB. */
  maxBodyBytes?: number | undefined;
  /** The clock for token lifetimes and `Retry-After` dates, epoch milliseconds. */
  now?: (() => number) | undefined;
  /**
   * Awaited right before each HTTP request, including token calls: a shared query budget waits here. If it throws, nothing is sent and the
   * error passes through unchanged.
   */
  beforeCall?: ((call: GettyCallKind) => Promise<void>) | undefined;
  /** Called when an HTTP request has ended. An error it throws becomes a process warning, so that no paid answer is lost. */
  onCall?: ((record: GettyCallRecord) => void) | undefined;
  /** Replaces the network in a simulated world: sends one request and returns its whole answer. */
  exchange?: ((request: HttpRequest) => Promise<Exchange>) | undefined;
};
