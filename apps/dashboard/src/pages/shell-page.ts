import { documentPage } from './document-page.ts';
import { html } from './html.ts';

const STYLES = ['layout', 'tally', 'limits', 'sheet', 'card', 'frames', 'detail', 'ways-out', 'timeline'];

/**
 * The frame of the live page. `browser/pages/jobs.ts` draws into `line`, `main`, `announcer` and `detail`; at `/jobs/{id}` it opens that job.
 * `modules` are the scripts that it is made of: the browser asks for all of them at once.
 */
export function shellPage(modules: string[]): string {
  return documentPage({
    title: 'Darkroom',
    styles: STYLES.map((name) => `/assets/styles/${name}.css`),
    script: '/assets/pages/jobs.ts',
    modules,
    body: html`
      <a class="skip" href="#sheet">Skip to the jobs</a>
      <header class="top">
        <a class="wordmark" href="/"><img src="/assets/open/mark.svg" alt="" width="26" height="26" />Darkroom</a>
        <nav class="nav" aria-label="Pages">
          <a href="/" aria-current="page">Jobs</a>
          <a href="/queues/">Queues</a>
        </nav>
        <div class="line" id="line"></div>
        <form method="post" action="/logout"><button class="quiet">Log out</button></form>
      </header>
      <main id="main"></main>
      <p class="unseen" id="announcer" aria-live="polite"></p>
      <dialog class="detail" id="detail" aria-labelledby="detail-title"></dialog>
      <noscript><p class="notice">This page follows the queue as it works, which needs JavaScript.</p></noscript>
    `,
  });
}
