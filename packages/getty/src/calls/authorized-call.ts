/** Makes an API call with key and token, and repeats it once with a fresh token if Getty answers 401. */
import type { Readable } from 'node:stream';
import { AuthError } from '../terms/errors.ts';
import type { GettyOptions } from '../terms/options.ts';
import { isPaid } from './refusal.ts';
import { type GettyRequest, type Transport, sendRequest } from './send-request.ts';
import type { TokenSource } from './token-source.ts';

export type ApiCall<T> = {
  /** Below the path prefix, with a leading slash. */
  path: string;
  /** Sent as JSON. */
  json?: object;
  /** Sent as it is; opened anew for each request. */
  stream?: SentStream;
  /** In place of the time limit of all calls of its kind. */
  timeoutMs?: number;
  maxBodyBytes?: number;
} & Pick<GettyRequest<T>, 'call' | 'method' | 'read' | 'signal' | 'startBefore' | 'takesAnySuccess'>;

export type SentStream = { open: () => Readable; bytes: number; type: string };

export type AuthorizedCall = <T>(call: ApiCall<T>) => Promise<T>;

export function createAuthorizedCall(transport: Transport, tokens: TokenSource, options: GettyOptions): AuthorizedCall {
  const { paidTimeoutMs = 90_000, readTimeoutMs = 20_000 } = options;
  return async ({ path, json, stream, timeoutMs, ...rest }) => {
    const send = (token: string) =>
      sendRequest(transport, {
        url: new URL(addressOf(options, path)),
        headers: {
          'api-key': options.apiKey,
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          ...(json && { 'content-type': 'application/json' }),
          ...(stream && { 'content-type': stream.type, 'content-length': String(stream.bytes) }),
        },
        body: json && JSON.stringify(json),
        stream: stream?.open(),
        timeoutMs: timeoutMs ?? (isPaid(rest.call) ? paidTimeoutMs : readTimeoutMs),
        token,
        ...rest,
      });

    const token = await tokens.current();
    try {
      return await send(token.value);
    } catch (error) {
      // Only a 401 of this request arrives here as AuthError, and a 401 has no effect: even a paid call may be sent again.
      if (!(error instanceof AuthError)) throw error;
    }
    const fresh = await tokens.replace(token);
    return send(fresh.value);
  };
}

/** The full address of a path at Getty. */
export function addressOf({ apiUrl, pathPrefix }: Pick<GettyOptions, 'apiUrl' | 'pathPrefix'>, path: string): string {
  return joinPath(joinPath(apiUrl, pathPrefix), path);
}

function joinPath(base: string, path: string): string {
  return [withoutLastSlashes(base), path.replace(/^\/+/, '')].filter((part) => part !== '').join('/');
}

function withoutLastSlashes(text: string): string {
  let length = text.length;
  while (text[length - 1] === '/') length--;
  return text.slice(0, length);
}
