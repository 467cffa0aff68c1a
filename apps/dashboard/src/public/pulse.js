import { byId } from './dom.js';

/** @type {Record<import('./live.js').LineState, string>} */
const WORDS = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting', away: 'Redis is away' };

/** Says whether what is on the screen is still true. @param {import('./live.js').LineState} state */
export function showPulse(state) {
  const pulse = byId('pulse');
  if (pulse.dataset['state'] === state) return;
  pulse.dataset['state'] = state;
  byId('pulse-words').textContent = WORDS[state];

  const notice = byId('notice');
  const at = new Date().toLocaleTimeString();
  notice.hidden = state === 'live' || state === 'connecting';
  if (state === 'away')
    notice.textContent = `Redis cannot be reached. Below is how things stood at ${at}. Nothing is lost, and this page goes on by itself when Redis is back.`;
  if (state === 'reconnecting')
    notice.textContent = `The dashboard does not answer. Below is how things stood at ${at}. This page tries again by itself.`;
}
