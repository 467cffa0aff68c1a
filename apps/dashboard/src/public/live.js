/**
 * The line to the server. The browser comes back by itself after a break; where it has given up (the session has ended, the server answered
 * an error) we look why.
 */

/** @typedef {'connecting' | 'live' | 'reconnecting' | 'away'} LineState */

const TRY_AGAIN_MS = 2_000;

/**
 * @param {{
 *   onSnapshot: (snapshot: any) => void,
 *   onJobs: (change: any) => void,
 *   onCounts: (counts: any) => void,
 *   onLimits: (limits: any) => void,
 *   onAside: (aside: any) => void,
 *   onState: (state: LineState) => void,
 * }} told
 */
export function connectLive(told) {
  const source = new EventSource('/live');
  /** @param {string} event @param {(data: any) => void} hear */
  const on = (event, hear) => source.addEventListener(event, (message) => hear(JSON.parse(message.data)));

  on('snapshot', (snapshot) => {
    told.onSnapshot(snapshot);
    told.onState('live');
  });
  on('jobs', told.onJobs);
  on('counts', told.onCounts);
  on('limits', told.onLimits);
  on('aside', told.onAside);
  on('store', ({ available }) => told.onState(available ? 'live' : 'away'));

  source.addEventListener('error', () => {
    told.onState('reconnecting');
    if (source.readyState === EventSource.CLOSED) void beginAgain(told);
  });
}

/** @param {Parameters<typeof connectLive>[0]} told */
async function beginAgain(told) {
  if (await sessionEnded()) location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
  else setTimeout(() => connectLive(told), TRY_AGAIN_MS);
}

async function sessionEnded() {
  try {
    const answer = await fetch('/login/session');
    return answer.ok && (await answer.json()).logged_in === false;
  } catch {
    return false; // the server is away: that is no reason to log in
  }
}
