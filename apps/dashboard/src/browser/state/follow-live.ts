import type { LiveEvents } from '../../live/live-events.ts';
import { logInAgain } from './log-in-again.ts';

/** Whether what is on the screen is still true. `away`: the dashboard answers, but cannot reach Redis. */
export type LineState = 'connecting' | 'live' | 'reconnecting' | 'away';

export type LiveHandlers = { [Name in Exclude<keyof LiveEvents, 'store'>]: (data: LiveEvents[Name]) => void } & {
  line: (state: LineState) => void;
};

const TRY_AGAIN_MS = 2_000;

/**
 * Follows `/live`. The browser comes back by itself after a break. Where it has given up (the session has ended, the server answered an
 * error), this looks why, and begins again.
 */
export function followLive(handlers: LiveHandlers): void {
  const source = new EventSource('/live');
  const on = <Name extends keyof LiveEvents>(name: Name, take: (data: LiveEvents[Name]) => void) =>
    source.addEventListener(name, (message: MessageEvent<string>) => take(JSON.parse(message.data) as LiveEvents[Name]));

  on('snapshot', (snapshot) => {
    handlers.snapshot(snapshot);
    handlers.line('live');
  });
  on('moved', handlers.moved);
  on('counts', handlers.counts);
  on('limits', handlers.limits);
  on('aside', handlers.aside);
  on('store', ({ available }) => handlers.line(available ? 'live' : 'away'));

  source.addEventListener('error', () => {
    handlers.line('reconnecting');
    if (source.readyState === EventSource.CLOSED) void beginAgain(handlers);
  });
}

async function beginAgain(handlers: LiveHandlers): Promise<void> {
  if (await hasSessionEnded()) logInAgain();
  else setTimeout(() => followLive(handlers), TRY_AGAIN_MS);
}

async function hasSessionEnded(): Promise<boolean> {
  try {
    const answer = await fetch('/login/session');
    return answer.ok && !((await answer.json()) as { logged_in: boolean }).logged_in;
  } catch {
    return false; // the server is away: that is no reason to log in
  }
}
