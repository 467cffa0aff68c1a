import { documentPage } from './document-page.ts';
import { html } from './html.ts';

/** The login form; `problem` says in words why the last try did not work. */
export function loginPage(options: { next: string; user?: string; problem?: string }): string {
  const problem = options.problem ? html`<p class="problem" id="problem" role="alert">${options.problem}</p>` : '';
  return documentPage({
    title: 'Log in · Darkroom',
    styles: ['/assets/open/login.css'],
    script: '/assets/open/login.ts',
    body: html`
      <main class="door">
        <img src="/assets/open/mark.svg" alt="" width="44" height="44" />
        <h1>Darkroom</h1>
        <p class="lead">Knock before you open the door.</p>
        ${problem}
        <form method="post" action="/login">
          <input type="hidden" name="next" value="${options.next}" />
          <label for="user">Name</label>
          <input
            id="user"
            name="user"
            value="${options.user ?? ''}"
            autocomplete="username"
            autocapitalize="none"
            spellcheck="false"
            required
            autofocus
          />
          <label for="password">Password</label>
          <input id="password" name="password" type="password" autocomplete="current-password" required />
          <button>Log in</button>
        </form>
      </main>
    `,
  });
}
