import { relative } from 'node:path';

import type { Job, TimelineEntry } from '@darkroom/contracts';

import type { Screen } from '../screen.ts';
import type { DarkroomClient } from './darkroom-client.ts';
import { savePicture } from './save-picture.ts';
import { showWebhook } from './show-webhook.ts';
import { watchJob } from './watch-job.ts';
import type { WebhookListener } from './webhook-listener.ts';

export type FirstRunDeps = { client: DarkroomClient; webhooks: WebhookListener; screen: Screen; signal: AbortSignal };

const PROMPT = 'A lighthouse on a rocky coast at first light, long exposure';

/**
 * One generation and one download over the public API, as a customer would: submitted in one request, watched, their webhooks
 * awaited and the picture saved. Each line carries its own time, counted from the request.
 */
export async function firstRun(deps: FirstRunDeps, home: string): Promise<void> {
  const { client, webhooks, screen } = deps;
  screen.title('One generation and one download');
  const startedAt = Date.now();
  const tell = createTeller(screen, startedAt);

  const generation = await client.generate({
    prompt: PROMPT,
    aspect_ratio: '16:9',
    download: { size_name: '1k', images: [0] },
    webhook: { url: webhooks.url },
  });
  tell(Date.now(), 'api', `POST /v1/generations → 202 ${generation.id}`);

  const pictures = await follow(deps, tell, generation);
  if (pictures.status !== 'succeeded') return;
  await followWebhook(deps, tell, pictures);

  const [downloadId] = pictures.downloads;
  if (!downloadId) return;
  const picture = await follow(deps, tell, await client.job(downloadId));
  if (picture.status !== 'succeeded') return;
  const saved = await savePicture(home, picture);
  tell(Date.now(), 'picture', `${relative(process.cwd(), saved.path)} (${Math.round(saved.bytes / 1_000)} kB)`);
  showWebhook(screen, await followWebhook(deps, tell, picture));
}

type Tell = (at: number, who: string, what: string) => void;

function createTeller(screen: Screen, startedAt: number): Tell {
  return (at, who, what) => {
    const seconds = `${Math.max(0, (at - startedAt) / 1_000).toFixed(2)} s`;
    screen.line(`  ${screen.dim(seconds.padStart(8))}  ${who.padEnd(10)}  ${what}`);
  };
}

async function follow({ client, screen, signal }: FirstRunDeps, tell: Tell, submitted: Job): Promise<Job> {
  const { type, id } = submitted;
  try {
    const job = await watchJob(
      client,
      id,
      {
        onEntry: (entry) => tell(Date.parse(entry.at), type, describeEntry(entry)),
        onLook: (seen) => screen.status(`${type} ${seen.status}${seen.getty.polls ? `, polled ${seen.getty.polls} times` : ''}`),
      },
      signal,
    );
    if (job.status !== 'succeeded') screen.fail(`The ${type} is ${job.status}: ${job.error?.message ?? job.billing.because}`);
    return job;
  } finally {
    screen.status(undefined);
  }
}

async function followWebhook({ webhooks, screen, signal }: FirstRunDeps, tell: Tell, job: Job) {
  const type = `${job.type}.${job.status}`;
  screen.status(`waiting for the webhook ${type}`);
  const webhook = await webhooks.arrival(type, job.id, signal);
  screen.status(undefined);
  tell(webhook.at, 'webhook', `${type}, ${webhook.verified ? 'its signature holds' : 'its signature does NOT hold'}`);
  return webhook;
}

/** `polled ×3`, `accepted_by_getty`: the event, and what it says besides when. */
function describeEntry({ at: _at, event, count, ...rest }: TimelineEntry): string {
  const facts = Object.entries(rest).flatMap(([name, value]) => (isPlain(value) ? [`${name} ${value}`] : []));
  const times = typeof count === 'number' && count > 1 ? ` ×${count}` : '';
  return `${event.replaceAll('_', ' ')}${times}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
