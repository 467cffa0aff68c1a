import { html } from './html.ts';
import { documentPage } from './document-page.ts';

/** The frame of the live page. Everything in it comes from `/live`; at `/jobs/{id}` the same page opens that job. */
export function shellPage(): string {
  return documentPage({
    title: 'Darkroom',
    styles: ['layout', 'tally', 'limits', 'sheet', 'card', 'frames', 'detail', 'ways-out', 'timeline'].map(
      (name) => `/assets/styles/${name}.css`,
    ),
    script: '/assets/app.js',
    body: html`
      <a class="skip" href="#sheet">Skip to the jobs</a>
      <header class="top">
        <a class="wordmark" href="/"><img src="/assets/open/mark.svg" alt="" width="26" height="26" />Darkroom</a>
        <nav class="nav" aria-label="Pages">
          <a href="/" aria-current="page">Jobs</a>
          <a href="/queues/">Queues</a>
        </nav>
        <p class="pulse" id="pulse" data-state="connecting" role="status">
          <span class="pulse-dot"></span><span id="pulse-words">Connecting</span>
        </p>
        <form method="post" action="/logout"><button class="quiet">Log out</button></form>
      </header>
      <main>
        <div class="notice" id="notice" role="alert" hidden></div>
        <h1 class="unseen">Jobs</h1>
        <section class="tally" id="tally" aria-label="Jobs by status"></section>
        <section class="limits" id="limits" aria-label="Getty's limits" hidden></section>
        <section class="attention" id="events-aside" aria-label="Events set aside" hidden></section>
        <div class="tenants" id="tenants" role="group" aria-label="Tenants" hidden></div>
        <section class="attention" id="attention" aria-label="Held jobs" hidden></section>
        <section class="sheet" id="sheet" aria-label="Newest jobs" tabindex="-1" aria-busy="true"></section>
      </main>
      <p class="unseen" id="announcer" aria-live="polite"></p>
      <dialog class="detail" id="detail" aria-labelledby="detail-title"></dialog>
      <noscript><p class="notice">This page follows the queue as it works, which needs JavaScript.</p></noscript>
    `,
  });
}
