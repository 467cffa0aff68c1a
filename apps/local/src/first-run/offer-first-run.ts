import type { Job } from '@darkroom/contracts';
import type { Clock } from '@darkroom/runtime';

import type { Config } from '../config.ts';
import { firstApiKey, type KeptSettings } from '../keep/kept-settings.ts';
import type { Screen } from '../screen.ts';
import { shownPath } from '../shown-path.ts';
import { createDarkroomClient } from './darkroom-client.ts';
import { firstRun } from './first-run.ts';
import { listenForWebhooks } from './webhook-listener.ts';
import { whatItWaitsFor } from './what-it-waits-for.ts';

/** Long enough for Getty at its slowest; the simulator takes seconds. */
const LIMIT_MS = 300_000;
/** A first run that need not wait is done by then. */
const PATIENCE_MS = 10_000;

export type OfferFirstRunOptions = {
  config: Config;
  kept: KeptSettings;
  screen: Screen;
  signal: AbortSignal;
  clock: Clock;
  /** Called once if the first run takes longer than a moment; the run continues. `what`: words that follow "waits for". */
  onWaiting: (what: string) => void;
};

/** Runs the first generation and download if that costs nothing or is confirmed. Its failure does not stop the system. */
export async function offerFirstRun({ config, kept, screen, signal, clock, onWaiting }: OfferFirstRunOptions): Promise<void> {
  if (!config.demo || !(await mayRun(config, screen, signal))) return;
  const client = createDarkroomClient(`http://127.0.0.1:${config.ports.api}`, firstApiKey(kept));
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  const over = new AbortController();
  let waitsFor = 'an answer of the API';
  void clock.sleep(PATIENCE_MS, AbortSignal.any([limit, over.signal])).then(() => {
    if (!over.signal.aborted && !signal.aborted) onWaiting(waitsFor);
  });
  const onLook = (job: Job) => {
    waitsFor = whatItWaitsFor(job);
  };
  try {
    await using webhooks = await listenForWebhooks(await client.webhookSecret());
    await firstRun({ client, webhooks, screen, signal: limit, onLook }, config.home);
  } catch (error) {
    screen.status(undefined);
    if (signal.aborted) return;
    const why = limit.aborted ? `it still waits for ${waitsFor}` : (error as Error).message;
    screen.fail(`The first run did not finish: ${why}\n  The logs are in ${shownPath(config.home)}/logs.`);
  } finally {
    over.abort();
  }
}

/** Whether the first run may start: nothing is spent at Getty without a request. */
async function mayRun(config: Config, screen: Screen, signal: AbortSignal): Promise<boolean> {
  if (!config.realGetty || config.spend) return true;
  if (screen.isTerminal) {
    screen.title('GETTY_API_KEY is set: this is the real Getty, and it charges.');
    return screen.confirm('  Make one generation and one 1k download on this account now?', signal);
  }
  screen.line(
    '\nGETTY_API_KEY is set: this is the real Getty, and nothing is spent unless you ask. To see one generation and one 1k download:',
  );
  screen.line('  npm start -- --spend');
  return false;
}
