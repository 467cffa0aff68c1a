import { documentPage } from './document-page.ts';
import { html } from './html.ts';

/** A page of ours that leads on by itself, for those who came from another site. */
export function goOnPage(next: string): string {
  return documentPage({
    title: 'Logged in · Darkroom',
    styles: ['/assets/open/login.css'],
    script: '/assets/open/go-on.ts',
    body: html`
      <main class="door">
        <h1>Logged in</h1>
        <p class="lead"><a id="next" href="${next}">Go on</a></p>
      </main>
    `,
  });
}
