import { documentPage } from './document-page.ts';
import { html } from './html.ts';

/** The form in which a person sets their password. The script takes the code from the address. */
export function setPasswordPage({ code = '', problem: said }: { code?: string; problem?: string }): string {
  const problem = said === undefined ? '' : html`<p class="problem" id="problem" role="alert">${said}</p>`;
  return documentPage({
    title: 'Set your password · Darkroom',
    styles: ['/assets/open/login.css'],
    script: '/assets/open/set-password.ts',
    body: html`
      <main class="door">
        <img src="/assets/open/mark.svg" alt="" width="44" height="44" />
        <h1>Set your password</h1>
        <p class="lead">At least 12 characters. A sentence is easy to remember and hard to guess.</p>
        ${problem}
        <form method="post" action="/login/password">
          <label for="code">Code of the link</label>
          <input id="code" name="code" value="${code}" autocomplete="off" autocapitalize="none" spellcheck="false" required />
          <label for="password">New password</label>
          <input id="password" name="password" type="password" minlength="12" maxlength="200" autocomplete="new-password" required />
          <label for="again">The same again</label>
          <input id="again" name="again" type="password" autocomplete="new-password" required />
          <button>Set the password</button>
        </form>
      </main>
    `,
  });
}
