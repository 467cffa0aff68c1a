import type { Screen } from '../screen.ts';
import type { ArrivedWebhook } from './webhook-listener.ts';

const HEADERS = ['content-type', 'user-agent', 'webhook-id', 'webhook-timestamp', 'webhook-signature'];
const INDENT = 8;

/** Shows a webhook as it arrived: the headers that identify and sign it, and its body with one line per field of the job. */
export function showWebhook(screen: Screen, { headers, body }: ArrivedWebhook): void {
  const { data, ...envelope } = body;
  screen.title('The webhook as it arrived');
  for (const name of HEADERS) if (headers[name]) screen.line(`  ${screen.dim(`${name}:`)} ${headers[name]}`);
  screen.line();
  screen.line('  {');
  const fields = (object: object) => describeFields(object, screen.width - INDENT);
  for (const field of fields(envelope)) screen.line(`    ${field},`);
  screen.line('    "data": {');
  screen.line(
    fields(data)
      .map((field) => `      ${field}`)
      .join(',\n'),
  );
  screen.line('    }');
  screen.line('  }');
}

function describeFields(object: object, width: number): string[] {
  return Object.entries(object).map(([name, value]) => {
    const field = `"${name}": ${JSON.stringify(value)}`;
    return field.length > width ? `${field.slice(0, width - 1)}…` : field;
  });
}
