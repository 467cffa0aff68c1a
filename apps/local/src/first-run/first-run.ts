import type { Job } from '@darkroom/contracts';

import type { Screen } from '../screen.ts';
import { shownPath } from '../shown-path.ts';
import type { DarkroomClient } from './darkroom-client.ts';
import { describeEntry } from './describe-entry.ts';
import { savePicture } from './save-picture.ts';
import { showWebhook } from './show-webhook.ts';
import { createTeller, type Teller } from './teller.ts';
import { watchJob } from './watch-job.ts';
import type { ArrivedWebhook, WebhookListener } from './webhook-listener.ts';

export type FirstRunDeps = {
  client: DarkroomClient;
  webhooks: WebhookListener;
  screen: Screen;
  signal: AbortSignal;
  /** A job as it is now, each time it was asked for. */
  onLook: (job: Job) => void;
};

type Step = FirstRunDeps & { teller: Teller };

const PROMPT = 'A lighthouse on a rocky coast at first light, long exposure';

/**
 * One generation and one download over the public API, as a customer would: submitted in one request, watched, their webhooks
 * awaited and the picture saved under `home`. Each line carries its own time, counted from the request.
 */
export async function firstRun(deps: FirstRunDeps, home: string): Promise<void> {
  deps.screen.title('One generation and one download');
  const beganAt = Date.now();
  const step = { ...deps, teller: createTeller(deps.screen, beganAt) };

  const submitted = await submit(step, beganAt);
  const generation = await follow(step, submitted);
  if (generation.status !== 'succeeded') return explain(step, generation);
  const told = webhookOf(step, generation);

  const download = await follow(step, await deps.client.job(generation.downloads[0] as string));
  await told;
  if (download.status !== 'succeeded') return explain(step, download);
  const [webhook] = await Promise.all([webhookOf(step, download), keepPicture(step, home, download)]);
  step.teller.flush();
  showWebhook(deps.screen, webhook);
}

async function submit({ client, webhooks, teller }: Step, at: number): Promise<Job> {
  const job = await client.generate({
    prompt: PROMPT,
    aspect_ratio: '16:9',
    download: { size_name: '1k', images: [0] },
    webhook: { url: webhooks.url },
  });
  teller.tell(at, 'you', `POST /v1/generations → 202, ${job.id}`);
  return job;
}

async function follow({ client, screen, teller, signal, onLook }: Step, { type, id }: Job): Promise<Job> {
  try {
    const watcher = {
      onEntry: (entry: Parameters<typeof describeEntry>[0]) => teller.tell(Date.parse(entry.at), type, describeEntry(entry)),
      onLook: (job: Job) => {
        onLook(job);
        screen.status(`${type} ${job.status}${job.getty.polls ? `, polled ${job.getty.polls} times` : ''}`);
      },
    };
    return await watchJob(client, id, watcher, signal);
  } finally {
    screen.status(undefined);
  }
}

async function webhookOf({ webhooks, teller, signal }: Step, job: Job): Promise<ArrivedWebhook> {
  const type = `${job.type}.${job.status}`;
  const webhook = await webhooks.arrival(type, job.id, signal);
  teller.tell(webhook.at, 'you', `got the webhook ${type}: ${webhook.verified ? 'its signature holds' : 'its signature does NOT hold'}`);
  return webhook;
}

async function keepPicture({ teller }: Step, home: string, download: Job): Promise<void> {
  const saved = await savePicture(home, download);
  teller.tell(Date.now(), 'you', `have the picture: ${shownPath(saved.path)} (${Math.round(saved.bytes / 1_000)} kB)`);
}

function explain({ screen, teller }: Step, job: Job): void {
  teller.flush();
  screen.fail(`The ${job.type} is ${job.status}: ${job.error?.message ?? job.billing.because}`);
}
