import type { Screen } from '../screen.ts';
import type { ArrivedWebhook } from './webhook-listener.ts';

const HEADERS = ['content-type', 'user-agent', 'webhook-id', 'webhook-timestamp', 'webhook-signature'];
const BODY_LINES = 24;

/** Shows a webhook as it arrived: what identifies and signs it, and the beginning of its body. */
export function showWebhook(screen: Screen, { headers, body }: ArrivedWebhook): void {
  screen.title('The webhook as it arrived');
  for (const name of HEADERS) if (headers[name]) screen.line(`  ${screen.dim(`${name}:`)} ${headers[name]}`);
  screen.line();
  const lines = JSON.stringify(body, null, 2).split('\n');
  for (const line of lines.slice(0, BODY_LINES)) screen.line(`  ${line}`);
  if (lines.length > BODY_LINES) screen.line(screen.dim(`  … ${lines.length - BODY_LINES} more lines`));
}
