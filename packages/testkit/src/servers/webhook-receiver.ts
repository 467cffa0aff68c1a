import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { Webhook } from 'standardwebhooks';

import { waitFor } from '../waiting/wait-for.ts';

/** A webhook of Darkroom. `data` has a loose type so that a test can look at any event. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests reach into many shapes of data; the assertion is the check
export type WebhookBody = { type: string; timestamp: string; data: any };

export type ReceivedWebhook = {
  id: string;
  timestamp: string;
  signature: string;
  headers: Record<string, string>;
  text: string;
  body: WebhookBody;
  /** Whether the signature is valid, by the public `standardwebhooks` library; undefined if the receiver has no secret. */
  verified: boolean | undefined;
  /** Whether it was answered with a success. */
  taken: boolean;
  /** When all of it had arrived, milliseconds since the Unix epoch. */
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
  /** Sets the answer to the next `count` requests that have none yet. */
  next(count: number, answer: WebhookAnswer): void;
  /** The first webhook, received before or after this call, that has this type or passes this test. */
  waitForEvent(wanted: string | ((webhook: ReceivedWebhook) => boolean), options?: { timeoutMs?: number }): Promise<ReceivedWebhook>;
};

export type WebhookReceiverOptions = {
  /** Used to check signatures. */
  secret?: string;
  /** The answer where `next` sets none; unset: 204. */
  answer?: (webhook: ReceivedWebhook) => WebhookAnswer;
};

/** A customer's webhook endpoint: a real HTTP server on 127.0.0.1 that records requests and answers as programmed. */
export async function webhookReceiver(options: WebhookReceiverOptions = {}): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const answers: WebhookAnswer[] = [];
  const closing = new AbortController();

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    let webhook: ReceivedWebhook;
    try {
      webhook = await receive(request, options.secret);
    } catch {
      request.destroy(); // the sender disconnected, or sent no JSON: nothing was received
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
        what: `a webhook ${typeof wanted === 'string' ? wanted : 'as described'} (received: ${received.map(({ body }) => body.type).join(', ') || 'none'})`,
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

/** Checks a webhook with the public library. @throws WebhookVerificationError with the reason */
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
