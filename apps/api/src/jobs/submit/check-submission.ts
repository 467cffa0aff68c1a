import { checkTimes } from './submission-times.ts';
import { checkUrl } from '../../http/request/check-url.ts';
import type { FieldError } from '../../http/problem.ts';

/** `now` in ms. */
export type Circumstances = { now: number; allowPrivateNetworks: boolean };

/** Finds errors in the submission of a job, of any form, that a schema cannot find. */
export function checkSubmission(body: unknown, { now, allowPrivateNetworks }: Circumstances): FieldError[] {
  return [...checkTimes(body, now), ...checkWebhook(body, allowPrivateNetworks)];
}

export function checkWebhook(body: unknown, allowPrivateNetworks: boolean): FieldError[] {
  const { webhook } = (body ?? {}) as { webhook?: { url?: unknown } | null };
  return checkUrl(webhook?.url, allowPrivateNetworks, '/webhook/url');
}
