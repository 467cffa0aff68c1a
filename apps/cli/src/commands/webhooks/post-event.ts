import type { Event } from '@darkroom/client';
import type { Webhook } from 'standardwebhooks';

import type { World } from '../../world.ts';

/** What a receiver answered. Without an answer, `error` has the reason. */
export type Answer = { status: number | null; error: string | null; text: string; durationMs: number };

/** As long as a webhook of Darkroom has. */
const ANSWER_MS = 15_000;
/** As much of an answer as is shown. */
const MOST_CHARACTERS = 200;

/** Posts an event to a receiver as Darkroom posts its webhooks. */
export async function postEvent(event: Event, to: { url: string; webhook: Webhook }, { now, interrupted }: World): Promise<Answer> {
  const { id, ...content } = event;
  const body = JSON.stringify(content);
  const sentAt = new Date(now());
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'darkroom-cli',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
    'webhook-signature': to.webhook.sign(id, sentAt, body),
  };
  const signal = AbortSignal.any([AbortSignal.timeout(ANSWER_MS), interrupted]);
  const durationMs = () => now() - sentAt.getTime();
  try {
    const response = await fetch(to.url, { method: 'POST', headers, body, redirect: 'manual', signal });
    const text = response.ok ? '' : await readStart(response);
    await response.body?.cancel();
    return { status: response.status, error: null, text, durationMs: durationMs() };
  } catch (error) {
    const { cause, name, message } = error as Error & { cause?: { code?: string } };
    const why = name === 'TimeoutError' ? `nothing within ${ANSWER_MS / 1_000} s` : (cause?.code ?? message);
    return { status: null, error: why, text: '', durationMs: durationMs() };
  }
}

/** The first words of an answer, such as why the receiver refused. */
async function readStart(response: Response): Promise<string> {
  if (!response.body) return '';
  const reader = response.body.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  return new TextDecoder().decode(value).replaceAll(/\s+/g, ' ').trim().slice(0, MOST_CHARACTERS);
}
