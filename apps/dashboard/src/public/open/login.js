// Whoever follows a link from another site arrives without the session cookie, which is strict about that. Asked from here it comes along.
const answer = await fetch('/login/session', { headers: { accept: 'application/json' } });
const session = await answer.json();
if (session.logged_in) {
  const next = document.querySelector('input[name="next"]');
  if (next instanceof HTMLInputElement) location.replace(next.value);
}
