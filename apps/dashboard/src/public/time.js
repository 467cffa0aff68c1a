import { h } from './dom.js';

/** The server's clock minus ours, in ms. */
let skewMs = 0;

/** @param {string} serverNow RFC 3339 */
export function setServerTime(serverNow) {
  skewMs = Date.parse(serverNow) - Date.now();
}

/** How long something took: "0.4 s", "12 s", "3 min 20 s", "2 h 5 min". @param {number} ms */
export function duration(ms) {
  if (ms < 50) return '0 s';
  if (ms < 950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return joined(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  return minutes < 2_880 ? joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min') : `${Math.round(minutes / 1_440)} days`;
}

/** @param {string} instant */
export function absolute(instant) {
  return new Date(instant).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** Time since an instant, ticking: "12 s". @param {string} instant */
export function elapsed(instant) {
  return ticking(instant, 'elapsed');
}

/** When something was, ticking: "3 min ago". @param {string} instant */
export function ago(instant) {
  return ticking(instant, 'ago');
}

/** Brings all ticking texts up to date, each second. */
export function startTicking() {
  setInterval(() => {
    for (const element of document.querySelectorAll('time')) if (element.dataset['tick']) tick(element);
  }, 1_000);
}

/** @param {string} instant @param {'elapsed' | 'ago'} kind */
function ticking(instant, kind) {
  const element = h('time', { datetime: instant, title: absolute(instant), 'data-tick': kind });
  tick(element);
  return element;
}

/** @param {HTMLTimeElement} element */
function tick(element) {
  const text = element.dataset['tick'] === 'ago' ? relative(element.dateTime) : duration(since(element.dateTime));
  if (element.textContent !== text) element.textContent = text;
}

/** @param {string} instant */
function relative(instant) {
  const ms = since(instant);
  if (ms < -1_500) return `in ${coarse(-ms)}`;
  return ms < 5_000 ? 'just now' : `${coarse(ms)} ago`;
}

/** @param {number} ms */
function coarse(ms) {
  /** @type {[number, string]} */
  const [size, unit] =
    ms < 60_000 ? [1_000, 's'] : ms < 3_600_000 ? [60_000, 'min'] : ms < 172_800_000 ? [3_600_000, 'h'] : [86_400_000, 'days'];
  return `${Math.floor(ms / size)} ${unit}`;
}

/** @param {string} instant */
function since(instant) {
  return Date.now() + skewMs - Date.parse(instant);
}

/** @param {number} large @param {string} largeUnit @param {number} small @param {string} smallUnit */
function joined(large, largeUnit, small, smallUnit) {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
