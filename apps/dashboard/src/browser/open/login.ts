// A browser that follows a link from another site does not send the session cookie, which is strict about that. Asked from here, it does.
const answer = await fetch('/login/session', { headers: { accept: 'application/json' } });
const session = (await answer.json()) as { logged_in: boolean };
const next = document.querySelector<HTMLInputElement>('input[name="next"]');
if (session.logged_in && next) location.replace(next.value);
