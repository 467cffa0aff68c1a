import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { spellings } from './spellings.ts';

/** In a prompt: the generation is refused with all that Getty was sent. */
export const ECHO = '[leak:echo]';

/** Sent to Getty and secret. */
const SENT = ['authorization', 'api-key'];

/**
 * A Getty in front of the simulator that repeats what it is sent: in refusals of prompts with `ECHO`, of every first poll, and of the first
 * request for a token. It keeps the tokens that it hands out.
 */
export async function hostileGetty(refreshToken: string) {
  const issued: string[] = [];
  const refused = new Set<string>();
  let simulator: string | undefined;
  let isTokenRefused = false;

  const forward = async (request: IncomingMessage, body: string): Promise<Response> => {
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const init = { method: request.method!, headers: headers as Record<string, string>, ...(body !== '' && { body }) };
    return fetch(`${simulator}${request.url}`, init);
  };

  const grant = async (request: IncomingMessage, response: ServerResponse, body: string): Promise<void> => {
    if (!isTokenRefused) {
      isTokenRefused = true;
      const fields = Object.values(Object.fromEntries(new URLSearchParams(body)));
      return send(response, 400, {
        error: 'invalid_request',
        error_description: ['cannot read', body, ...fields.flatMap(spellings)].join(' '),
      });
    }
    const granted = (await (await forward(request, body)).json()) as { access_token: string };
    issued.push(granted.access_token);
    send(response, 200, { ...granted, refresh_token: refreshToken });
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const { pathname } = new URL(request.url!, 'http://getty');
    if (!simulator) return send(response, 503, {});
    if (pathname.endsWith('/oauth2/token')) return grant(request, response, body);
    const isFirstPoll = request.method === 'GET' && /image-generations\/[\w-]+$/.test(pathname) && !refused.has(pathname);
    refused.add(pathname);
    if (body.includes(ECHO)) return send(response, 400, refusal(request.headers), request.headers);
    if (isFirstPoll) return send(response, 503, refusal(request.headers), request.headers);
    const answered = await forward(request, body);
    const headers = Object.fromEntries(['content-type', 'retry-after', 'x-error-detail'].flatMap((name) => pick(answered.headers, name)));
    response.writeHead(answered.status, headers).end(await answered.text());
  };

  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    issued,
    standBefore: (url: string) => {
      simulator = url;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function refusal(headers: IncomingHttpHeaders): object {
  const sent = SENT.map((name) => String(headers[name]));
  return { ErrorCode: `InvalidParameterValue ${sent[1]}`, ErrorMessage: { headers, sent, spelled: sent.flatMap(spellings) } };
}

function send(response: ServerResponse, status: number, body: object, quoted?: IncomingHttpHeaders): void {
  const detail = quoted && SENT.flatMap((name) => spellings(String(quoted[name]))).join(' ');
  response.writeHead(status, { 'content-type': 'application/json', ...(detail && { 'x-error-detail': detail }) }).end(JSON.stringify(body));
}

function pick(headers: Headers, name: string): [string, string][] {
  const value = headers.get(name);
  return value === null ? [] : [[name, value]];
}
