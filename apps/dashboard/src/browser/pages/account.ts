import { html } from 'lit-html';

import type { Account } from '../../people/account-data.ts';
import type { ShownSession } from '../../people/present-person.ts';
import { call, problemWords } from '../state/call.ts';
import { createResource } from '../state/resource.ts';
import { agentWords } from '../words/system/people.ts';
import { ask } from '../views/form/ask.ts';
import { accountPage } from '../views/people/account-page.ts';
import { startPage } from './start-page.ts';

const account = createResource<Account>(() => page.drawSoon());
let said: string | null = null;

const done = (words: string): void => {
  said = words;
  page.announce(words);
  account.refreshSoon();
};

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

const changePassword = (): void => {
  ask({
    title: 'Change your password',
    body: () =>
      html`<label class="field"
          ><span class="field-name">Present password</span> <input name="current" type="password" autocomplete="current-password" required
        /></label>
        <label class="field"
          ><span class="field-name">New password, at least 12 characters</span>
          <input name="password" type="password" minlength="12" maxlength="200" autocomplete="new-password" required
        /></label>
        <label class="field"
          ><span class="field-name">The same again</span> <input name="again" type="password" autocomplete="new-password" required
        /></label>
        <p>Your other sessions end.</p>`,
    confirm: 'Change it',
    act: async (form) => {
      const [current, password] = [textOf(form, 'current'), textOf(form, 'password')];
      if (password !== textOf(form, 'again')) return 'The two new passwords differ.';
      const { problem } = await call('/data/account/password', { method: 'POST', body: { current, password } });
      if (problem) return problemWords(problem);
      done('Your password is changed. Your other sessions have ended.');
      return null;
    },
  });
};

const askEnd = (title: string, words: string, send: () => ReturnType<typeof call>): void => {
  ask({
    title,
    body: () => html`<p>Whoever uses it has to log in again.</p>`,
    confirm: 'End',
    act: async () => {
      const { problem } = await send();
      if (problem) return problemWords(problem);
      done(words);
      return null;
    },
  });
};

const end = (session: ShownSession): void =>
  askEnd(`End the session in ${agentWords(session.agent)}?`, 'The session has ended.', () =>
    call(`/data/account/sessions/${session.id}/end`, { method: 'POST' }),
  );

const endMany = (keepThis: boolean) => () => call('/data/account/end-sessions', { method: 'POST', body: { keep_this: keepThis } });

const page = startPage({
  view: (_frame, now) =>
    accountPage({ account: account.state, said }, now, {
      changePassword,
      end,
      endOthers: () => askEnd('End all your other sessions?', 'Your other sessions have ended.', endMany(true)),
      endAll: () => askEnd('End all your sessions, this one too?', 'All your sessions have ended.', endMany(false)),
    }),
});
void account.load((signal) => call<Account>('/data/account', { signal }));
