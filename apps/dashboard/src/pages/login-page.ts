import { documentPage } from './document-page.ts';
import { html } from './html.ts';

export type LoginPage = {
  next: string;
  user?: string;
  /** Why the last try did not work. */
  problem?: string;
  /** What was done before. */
  said?: string;
  /** Whether people can also log in by a provider of identities. */
  hasProvider: boolean;
};

/** The login form. */
export function loginPage(options: LoginPage): string {
  const problem = options.problem ? html`<p class="problem" id="problem" role="alert">${options.problem}</p>` : '';
  const said = options.said ? html`<p class="said" role="status">${options.said}</p>` : '';
  const provider = options.hasProvider
    ? html`<p class="or"><span>or</span></p>
        <a class="provider" href="/login/oidc?next=${encodeURIComponent(options.next)}">Log in with single sign-on</a>`
    : '';
  return documentPage({
    title: 'Log in · Darkroom',
    styles: ['/assets/open/login.css'],
    script: '/assets/open/login.ts',
    body: html`
      <main class="door">
        <img src="/assets/open/mark.svg" alt="" width="44" height="44" />
        <h1>Darkroom</h1>
        <p class="lead">Knock before you open the door.</p>
        ${problem}${said}
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
        ${provider}
      </main>
    `,
  });
}
