import { html, render } from 'lit-html';

import { followLive } from '../state/follow-live.ts';
import { firstJobsState, type Filter, type JobsState } from '../state/jobs-state.ts';
import { oncePerFrame } from '../state/once-per-frame.ts';
import { createStore } from '../state/store.ts';
import { takeLive } from '../state/take-live.ts';
import { jobsPage } from '../views/jobs-page.ts';
import { pulse } from '../views/pulse.ts';
import { byId } from './by-id.ts';
import { openJobPanel } from './open-job-panel.ts';

/** Clocks on the page go on by themselves. */
const TICK_EVERY_MS = 1_000;

const [main, line, announcer] = [byId('main'), byId('line'), byId('announcer')];
const drawSoon = oncePerFrame(draw);
const store = createStore<JobsState>(firstJobsState(), drawSoon);
const panel = openJobPanel(drawSoon);
const choose = (part: Partial<Filter>): void => store.update({ filter: { ...store.state.filter, ...part } });

/** The state, and nothing else, decides what is on the screen. */
function draw(): void {
  const { state } = store;
  const now = Date.now() + state.skewMs;
  render(jobsPage(state, { now, choose }), main);
  render(pulse(state.line), line);
  render(html`${state.announcement}`, announcer);
  panel.draw(now, state.jobs);
}

draw();
setInterval(drawSoon, TICK_EVERY_MS);
panel.followAddress();
followLive(takeLive(store));
