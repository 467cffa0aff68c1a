import { seesAll, type Person } from '../login/person.ts';
import { documentPage } from './document-page.ts';
import { html } from './html.ts';
import { ACCOUNT_PAGE, PAGES, type Page } from './page-list.ts';

const STYLES = ['layout', 'parts', 'ask'];

export type Shell = {
  page: Page;
  /** The path of the page in the navigation. */
  current: string;
  person: Person;
  /** Below which address scripts and styles are. */
  assets: string;
  /** The scripts that the page is made of: the browser asks for all of them at once. */
  modules: string[];
  /** Where callers reach the API; undefined: on the host of the dashboard. */
  apiUrl: string | undefined;
  /** Of the prices that are set. */
  currency: string | undefined;
};

/**
 * The frame of a page. Its script draws into `main`, `line`, `announcer` and `ask`. What the scripts have to know of the person
 * and the settings stands at the body.
 */
export function shellPage({ page, current, person, assets, modules, apiUrl, currency }: Shell): string {
  const links = PAGES.map(
    ({ path, title }) =>
      html`<a href="${firstOf(path, person)}" ${path === current ? { html: 'aria-current="page"' } : ''}>${title}</a>`.html,
  );
  const queues = seesAll(person) ? html`<a href="/queues/">Queues</a>` : '';
  return documentPage({
    title: `${page.title} · Darkroom`,
    styles: [...STYLES, ...page.styles].map((name) => `${assets}/styles/${name}.css`),
    script: `${assets}/pages/${page.name}.ts`,
    modules,
    data: {
      person: person.name,
      role: person.role,
      tenants: person.tenants === null ? '*' : person.tenants.join(','),
      ...(apiUrl !== undefined && { api: apiUrl }),
      ...(currency !== undefined && { currency }),
    },
    body: html`
      <a class="skip" href="#main">Skip to the content</a>
      <header class="top">
        <a class="wordmark" href="/"><img src="/assets/open/mark.svg" alt="" width="26" height="26" />Darkroom</a>
        <nav class="nav" aria-label="Pages">
          ${{ html: links.join('\n          ') }}${queues}<a
            class="nav-account"
            href="/account"
            ${current === ACCOUNT_PAGE.path ? { html: 'aria-current="page"' } : ''}
            >Account</a
          >
        </nav>
        <div class="line" id="line"></div>
        <form class="leave" method="post" action="/logout">
          <a class="leave-name" href="/account" title="Logged in as ${person.name} (${person.role}): your account">${person.name}</a>
          <button class="quiet">Log out</button>
        </form>
      </header>
      <main id="main" tabindex="-1"></main>
      <p class="unseen" id="announcer" aria-live="polite"></p>
      <dialog class="ask" id="ask" aria-labelledby="ask-title"></dialog>
      <noscript><p class="notice">This page follows the queue as it works, which needs JavaScript.</p></noscript>
    `,
  });
}

/** What runs concerns all tenants: others begin with the next page about the system. */
function firstOf(path: string, person: Person): string {
  return path === '/system' && !seesAll(person) ? '/system/keys' : path;
}
