import type { Delivery } from '@darkroom/client';

import { plain } from './text.ts';

/** A delivery with its tries, for people. */
export function describeDelivery(delivery: Delivery): string {
  const { id, status, event_type: type, event_id: event, url, next_attempt_at: next } = delivery;
  const lines = [`${id}: ${status}`, `  ${type}  ${event}  to ${plain(url)}`];
  for (const { attempt, at, status: answer, duration_ms: ms, error, response } of delivery.attempts) {
    const said = response ? `: ${plain(response)}` : '';
    lines.push(`  ${attempt}. ${at}  ${answer ?? plain(error ?? 'no answer')}${answer === null ? '' : said} (${ms} ms)`);
  }
  if (status === 'pending' && next) lines.push(`  Tried next: ${next}`);
  return `${lines.join('\n')}\n`;
}
