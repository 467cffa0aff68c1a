import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { Webhook } from 'standardwebhooks';

import { waitFor } from './wait-for.ts';

/** What Darkroom sends; `data` is left loose so that a test can look at any event. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests reach into many shapes of data; the assertion is the check
export type WebhookBody = { type: string; timestamp: string; data: any };

export type ReceivedWebhook = {
  id: string;
  timestamp: string;
  signature: string;
  headers: Record<string, string>;
  text: string;
  body: WebhookBody;
  /** Whether the signature holds, by the public `standardwebhooks` library; undefined when the receiver was given no secret. */
  verified: boolean | undefined;
  /** Whether it was answered with a success. */
  taken: boolean;
  /** When it was here in full, milliseconds since the Unix epoch. */
  at: number;
};

/** How to answer: with a status after a delay, never (`hang`), or by cutting the connection (`drop`). */
export type WebhookAnswer = {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  delayMs?: number;
  hang?: boolean;
  drop?: boolean;
};

export type WebhookReceiver = AsyncDisposable & {
  url: string;
  received: ReceivedWebhook[];
  /** The next `count` requests that have no answer yet are answered so. */
  next(count: number, answer: WebhookAnswer): void;
  /** The first one received, before or after this call, that is of this type or fits this test. */
  waitForEvent(wanted: string | ((webhook: ReceivedWebhook) => boolean), options?: { timeoutMs?: number }): Promise<ReceivedWebhook>;
};

export type WebhookReceiverOptions = {
  /** Signatures are checked with it. */
  secret?: string;
  /** How to answer what `next` says nothing about; unset: 204. */
  answer?: (webhook: ReceivedWebhook) => WebhookAnswer;
};

/** A customer's webhook endpoint: a real HTTP server on 127.0.0.1 that remembers what came and answers as told. */
export async function webhookReceiver(options: WebhookReceiverOptions = {}): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const answers: WebhookAnswer[] = [];
  const closing = new AbortController();

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    let webhook: ReceivedWebhook;
    try {
      webhook = await receive(request, options.secret);
    } catch {
      request.destroy(); // the sender went away half-way, or sent no JSON: nothing was received
      return;
    }
    const answer = answers.shift() ?? options.answer?.(webhook) ?? {};
    webhook.taken = !answer.hang && !answer.drop && (answer.status ?? 204) < 300;
    received.push(webhook);
    await answerWith(response, answer, closing.signal);
  };
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    received,
    next(count, answer) {
      for (let i = 0; i < count; i++) answers.push(answer);
    },
    waitForEvent(wanted, { timeoutMs } = {}) {
      const fits = typeof wanted === 'string' ? (webhook: ReceivedWebhook) => webhook.body.type === wanted : wanted;
      return waitFor(() => received.find(fits), {
        what: `a webhook ${typeof wanted === 'string' ? wanted : 'as described'} (came: ${received.map(({ body }) => body.type).join(', ') || 'none'})`,
        ...(timeoutMs && { timeoutMs }),
      });
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Checks a webhook with the public library. @throws WebhookVerificationError saying what is wrong with it */
export function verifyWebhook(secret: string, webhook: Pick<ReceivedWebhook, 'text' | 'headers'>): void {
  new Webhook(secret).verify(webhook.text, webhook.headers);
}

async function receive(request: IncomingMessage, secret: string | undefined): Promise<ReceivedWebhook> {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const sent = await text(request);
  return {
    id: headers['webhook-id'] ?? '',
    timestamp: headers['webhook-timestamp'] ?? '',
    signature: headers['webhook-signature'] ?? '',
    headers,
    text: sent,
    body: JSON.parse(sent) as WebhookBody,
    verified: secret === undefined ? undefined : holds(secret, { text: sent, headers }),
    taken: false,
    at: Date.now(),
  };
}

function holds(secret: string, webhook: Pick<ReceivedWebhook, 'text' | 'headers'>): boolean {
  try {
    verifyWebhook(secret, webhook);
    return true;
  } catch {
    return false;
  }
}

async function answerWith(response: ServerResponse, answer: WebhookAnswer, closing: AbortSignal): Promise<void> {
  if (answer.hang) return;
  if (answer.delayMs) await sleep(answer.delayMs, undefined, { signal: closing }).catch(() => undefined); // closing cuts it short
  if (answer.drop) response.destroy();
  else response.writeHead(answer.status ?? 204, answer.headers).end(answer.body);
}
