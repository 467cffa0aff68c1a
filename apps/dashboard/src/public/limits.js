import { byId, h, keep } from './dom.js';

/**
 * Getty's limits as they stand: what was given or found, what is used, who waits, and what is paused.
 * @param {any} limits what `/live` tells of them
 */
export function showLimits(limits) {
  const strip = byId('limits');
  strip.hidden = !limits;
  if (!limits) return;
  keep(strip, limits, () => [
    limits.gettyAway && gettyAway(limits.gettyAway),
    pending(limits.pending),
    queries(limits.queries),
    ...limits.pauses.map(pause),
  ]);
}

/** @param {{ limit: number, given: boolean, met: boolean, taken: number, waiting: Record<string, number> }} pending */
function pending({ limit, given, met, taken, waiting }) {
  const lines = Object.entries(waiting);
  const total = lines.reduce((sum, [, count]) => sum + count, 0);
  const who = lines.map(([tenant, count]) => `${tenant} ${count.toLocaleString()}`).join(', ');
  return part(
    'Slots at Getty',
    h('strong', {}, `${taken.toLocaleString()} of ${limit.toLocaleString()}`),
    given ? ' taken' : met ? ' taken, limit found' : ' taken, no limit met',
    total > 0 && h('span', { class: 'limits-more', title: who }, ` · ${total.toLocaleString()} in line`),
  );
}

/** @param {{ limit: number | null, given: boolean, waiting: { poll: number, paid: number } }} queries */
function queries({ limit, given, waiting }) {
  const total = waiting.poll + waiting.paid;
  if (limit === null) return part('Calls a second', 'no limit met');
  return part(
    'Calls a second',
    h('strong', {}, limit.toLocaleString(undefined, { maximumFractionDigits: 1 })),
    given ? ' at most' : ' at most, found',
    total > 0 &&
      h(
        'span',
        { class: 'limits-more', title: `${waiting.poll} to poll, ${waiting.paid} to be sent` },
        ` · ${total.toLocaleString()} wait for a turn`,
      ),
  );
}

/** @param {{ name: string, until: number }} pause */
function pause({ name, until }) {
  const what = name === 'daily' ? 'Downloads' : `Quota of product ${name.slice('quota.'.length)}`;
  return h('p', { class: 'limits-part is-paused' }, h('span', { class: 'limits-name' }, what), 'used up, next try ', clock(until));
}

/** @param {{ since: number | null, cause: string }} away */
function gettyAway({ since, cause }) {
  const what = cause === 'credentials' ? 'does not take our key' : 'does not answer';
  const from = since === null ? [] : [' since ', clock(since)];
  return h(
    'p',
    { class: 'limits-part is-paused' },
    h('span', { class: 'limits-name' }, 'Getty'),
    what,
    ...from,
    ', asked every few seconds',
  );
}

/** @param {number} instant in ms */
function clock(instant) {
  const at = new Date(instant);
  return h('time', { datetime: at.toISOString() }, at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' }));
}

/** @param {string} name @param {...import('./dom.js').Child} words */
function part(name, ...words) {
  return h('p', { class: 'limits-part' }, h('span', { class: 'limits-name' }, name), ...words);
}
