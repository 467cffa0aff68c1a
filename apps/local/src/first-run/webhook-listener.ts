import { text } from 'node:stream/consumers';

import { createHttpServer } from '@darkroom/runtime';
import { Webhook } from 'standardwebhooks';

export type ArrivedWebhook = {
  headers: Record<string, string>;
  body: { type: string; timestamp: string; data: { id: string } };
  /** Whether the signature is valid, checked as a customer would: with the public library. */
  verified: boolean;
  /** When it had arrived, milliseconds since the Unix epoch. */
  at: number;
};

export type WebhookListener = AsyncDisposable & {
  url: string;
  /** The webhook of this type about this job; waits for it until the signal is aborted. */
  arrival(type: string, jobId: string, signal: AbortSignal): Promise<ArrivedWebhook>;
};

/** The customer's end of the first run: an HTTP server on loopback that checks each webhook's signature. */
export async function listenForWebhooks(secret: string): Promise<WebhookListener> {
  const arrived: ArrivedWebhook[] = [];
  const arrivals = new EventTarget();
  const library = new Webhook(secret);

  const server = createHttpServer({
    port: 0,
    host: '127.0.0.1',
    handler: (request, response) => {
      void text(request).then((body) => {
        const headers = request.headers as Record<string, string>;
        arrived.push({ headers, body: JSON.parse(body), verified: holds(library, body, headers), at: Date.now() });
        arrivals.dispatchEvent(new Event('arrival'));
        return response.writeHead(204).end();
      });
    },
  });
  await server.start();

  return {
    url: `http://127.0.0.1:${server.port}/webhooks`,
    arrival(type, jobId, signal) {
      const find = () => arrived.find(({ body }) => body.type === type && body.data.id === jobId);
      return new Promise((resolve, reject) => {
        const look = () => {
          const webhook = find();
          if (webhook) resolve(webhook);
        };
        arrivals.addEventListener('arrival', look, { signal });
        signal.addEventListener('abort', () => reject(signal.reason));
        look();
      });
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

function holds(library: Webhook, body: string, headers: Record<string, string>): boolean {
  try {
    library.verify(body, headers);
    return true;
  } catch {
    return false;
  }
}
