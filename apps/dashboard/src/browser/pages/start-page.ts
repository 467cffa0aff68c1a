import { html, render, type TemplateResult } from 'lit-html';

import type { JobCard } from '../../jobs/job-card.ts';
import { followLive } from '../state/follow-live.ts';
import { firstFrame, type Frame } from '../state/frame.ts';
import { oncePerFrame } from '../state/once-per-frame.ts';
import { createStore } from '../state/store.ts';
import { keepFocus } from '../views/frame/keep-focus.ts';
import { notice } from '../views/frame/notice.ts';
import { pulse } from '../views/frame/pulse.ts';
import { announcement } from '../words/job/announcement.ts';
import { byId } from './by-id.ts';

/** Clocks on a page go on by themselves. */
const TICK_EVERY_MS = 1_000;

/** What a page draws. `now` in ms, by the server's clock. */
export type View = (frame: Frame, now: number) => TemplateResult;

export type PageOptions = {
  view: View;
  /** Jobs have moved. `isPart`: more than these. */
  onMoved?: (jobs: JobCard[], isPart: boolean) => void;
  /** Anything may have changed: after a (re)connect, and whenever the counts of jobs change. */
  onChange?: () => void;
};

export type Page = {
  /** Draws in the next frame. Whoever changes what the page shows calls it. */
  drawSoon: () => void;
  /** Has a screen reader say this. */
  announce: (words: string) => void;
};

/** Starts what all pages have: the line to the server, the clock, the announcer. What was drawn once changes only where it has to. */
export function startPage({ view, onMoved, onChange }: PageOptions): Page {
  const [main, line, announcer] = [byId('main'), byId('line'), byId('announcer')];
  const drawSoon = oncePerFrame(draw);
  const frame = createStore<Frame>(firstFrame(), drawSoon);
  const lastSeen = new Map<string, JobCard>();

  function draw(): void {
    const { state } = frame;
    keepFocus(main, () => render(html`${notice(state)}${view(state, Date.now() + state.skewMs)}`, main));
    render(pulse(state.line), line);
    render(html`${state.announcement}`, announcer);
  }

  const take = (jobs: JobCard[]): string | null => {
    const words = announcement(lastSeen, jobs);
    for (const job of jobs) lastSeen.set(job.id, job);
    return words;
  };

  drawSoon(); // by then the page reads: nothing is shown as if it were empty
  showPresent();
  setInterval(drawSoon, TICK_EVERY_MS);
  followLive({
    snapshot: ({ now, ...state }) => {
      frame.update({ ...state, skewMs: Date.parse(now) - Date.now(), isLoaded: true });
    },
    moved: ({ jobs, isPart }) => {
      const words = take(jobs);
      if (words !== null) frame.update({ announcement: words });
      onMoved?.(jobs, isPart);
    },
    counts: ({ counts }) => {
      frame.update({ counts });
      onChange?.();
    },
    limits: ({ limits }) => frame.update({ limits }),
    aside: ({ aside }) => frame.update({ aside }),
    line: (state) => {
      if (state === frame.state.line) return;
      frame.update({ line: state, lineSince: Date.now() });
      if (state === 'live') onChange?.(); // what happened meanwhile was not sent
    },
  });
  return { drawSoon, announce: (words) => frame.update({ announcement: words }) };
}

/** On a phone the pages stand in a line that can be scrolled. `scrollIntoView` would make the Tab key begin behind the link. */
function showPresent(): void {
  const link = document.querySelector('.nav [aria-current]');
  const nav = link?.closest('.nav');
  if (!link || !nav) return;
  const [at, within] = [link.getBoundingClientRect(), nav.getBoundingClientRect()];
  nav.scrollLeft += at.left + at.width / 2 - (within.left + within.width / 2);
}
