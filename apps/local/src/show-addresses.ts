import type { Config } from './config.ts';
import { firstApiKey, type KeptSettings } from './keep/kept-settings.ts';
import type { Screen } from './screen.ts';
import { shownPath } from './shown-path.ts';

/** Shows the last output of a start: all addresses, and one command to try. */
export function showAddresses(screen: Screen, config: Config, kept: KeptSettings): void {
  const api = `http://127.0.0.1:${config.ports.api}`;
  const dashboard = `http://127.0.0.1:${config.ports.dashboard}`;

  screen.title('Darkroom is up');
  screen.row('Dashboard', dashboard, `user ${kept.DASHBOARD_USER}, password ${kept.DASHBOARD_PASSWORD}`);
  screen.row('Queues', `${dashboard}/queues`);
  screen.row('API', api, `documentation: ${api}/docs`);
  screen.row('API key', firstApiKey(kept));
  screen.row('Data, logs', `${shownPath(config.home)}/`, '(delete it to start over)');
  screen.line();
  screen.line(`  curl ${api}/v1/generations \\`);
  screen.line(`    -H 'Authorization: Bearer ${firstApiKey(kept)}' \\`);
  screen.line(`    -H 'Content-Type: application/json' \\`);
  screen.line(`    -d '{"prompt": "A red bicycle in the snow"}'`);
  screen.line();
  screen.line(`  ${screen.dim(`Ctrl-C stops everything${config.realGetty ? '. Getty makes the pictures and charges for them' : ''}.`)}`);
}
