import { byId, h, keep } from './dom.js';
import { absolute } from './time.js';
import { counted } from './words.js';

/** @typedef {{ id: string, type: string, tenant: string, subject: string, error: string, at: number }} EventAside */

const COMMAND = 'node apps/notifier/src/set-aside-main.ts';

/**
 * Events whose webhooks could not be sent because handling them kept failing, and what an operator can do about it.
 * @param {{ count: number, newest: EventAside[] }} aside what `/live` tells of them
 */
export function showEventsAside({ count, newest }) {
  const section = byId('events-aside');
  section.hidden = count === 0;
  keep(section, [count, newest], () => [
    h('h2', {}, `${counted(count, 'event')} set aside`),
    h('p', {}, 'Handling them kept failing, so their webhooks were not sent. An operator can look at them with '),
    h('p', {}, h('code', {}, `${COMMAND} list`), ' and try them again with ', h('code', {}, `${COMMAND} retry all`)),
    h('ul', {}, ...newest.map(line)),
  ]);
}

/** @param {EventAside} event */
function line({ id, type, tenant, subject, error, at }) {
  return h('li', {}, `${absolute(new Date(at).toISOString())} ${tenant}: ${type} of ${subject} (${id}): ${error}`);
}
