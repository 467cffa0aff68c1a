import type { Job } from '@darkroom/contracts';

import type { Screen } from '../screen.ts';
import { shownPath } from '../shown-path.ts';
import type { DarkroomClient } from './darkroom-client.ts';
import { describeEntry } from './describe-entry.ts';
import { savePicture } from './save-picture.ts';
import { showWebhook } from './show-webhook.ts';
import { createActivityLog, type ActivityLog } from './activity-log.ts';
import { watchJob } from './watch-job.ts';
import type { ArrivedWebhook, WebhookListener } from './webhook-listener.ts';

export type FirstRunDeps = {
  client: DarkroomClient;
  webhooks: WebhookListener;
  screen: Screen;
  signal: AbortSignal;
  /** Called with the current job each time it was read. */
  onLook: (job: Job) => void;
};

type Step = FirstRunDeps & { activity: ActivityLog };

const PROMPT = 'A lighthouse on a rocky coast at first light, long exposure';

/**
 * Makes one generation and one download over the public API, as a customer would: submits them in one request, watches them, waits for
 * their webhooks and saves the picture under `home`. Each line shows its time since the request.
 */
export async function firstRun(deps: FirstRunDeps, home: string): Promise<void> {
  deps.screen.title('One generation and one download');
  const beganAt = Date.now();
  const step = { ...deps, activity: createActivityLog(deps.screen, beganAt) };

  const submitted = await submit(step, beganAt);
  const generation = await follow(step, submitted);
  if (generation.status !== 'succeeded') return explain(step, generation);
  const webhookShown = webhookOf(step, generation);

  const download = await follow(step, await deps.client.job(generation.downloads[0] as string));
  await webhookShown;
  if (download.status !== 'succeeded') return explain(step, download);
  const [webhook] = await Promise.all([webhookOf(step, download), keepPicture(step, home, download)]);
  step.activity.flush();
  showWebhook(deps.screen, webhook);
}

async function submit({ client, webhooks, activity }: Step, at: number): Promise<Job> {
  const job = await client.generate({
    prompt: PROMPT,
    aspect_ratio: '16:9',
    download: { size_name: '1k', images: [0] },
    webhook: { url: webhooks.url },
  });
  activity.add(at, 'you', `POST /v1/generations → 202, ${job.id}`);
  return job;
}

async function follow({ client, screen, activity, signal, onLook }: Step, { type, id }: Job): Promise<Job> {
  try {
    const watcher = {
      onEntry: (entry: Parameters<typeof describeEntry>[0]) => activity.add(Date.parse(entry.at), type, describeEntry(entry)),
      onLook: (job: Job) => {
        onLook(job);
        screen.status(`${type} ${job.status}${pollWords(job.getty.polls)}`);
      },
    };
    return await watchJob(client, id, watcher, signal);
  } finally {
    screen.status(undefined);
  }
}

function pollWords(polls: number): string {
  return polls === 0 ? '' : polls === 1 ? ', 1 poll' : `, ${polls} polls`;
}

async function webhookOf({ webhooks, activity, signal }: Step, job: Job): Promise<ArrivedWebhook> {
  const type = `${job.type}.${job.status}`;
  const webhook = await webhooks.arrival(type, job.id, signal);
  activity.add(webhook.at, 'you', `got the webhook ${type}: ${webhook.verified ? 'its signature is valid' : 'its signature is NOT valid'}`);
  return webhook;
}

async function keepPicture({ activity }: Step, home: string, download: Job): Promise<void> {
  const saved = await savePicture(home, download);
  activity.add(Date.now(), 'you', `saved the picture (${Math.round(saved.bytes / 1_000)} kB): ${shownPath(saved.path)}`);
}

function explain({ screen, activity }: Step, job: Job): void {
  activity.flush();
  screen.fail(`The ${job.type} is ${job.status}: ${job.error?.message ?? job.billing.because}`);
}
