/** Leads to the login, and from there back to this page. */
export function logInAgain(): void {
  location.assign(`/login?next=${encodeURIComponent(`${location.pathname}${location.search}`)}`);
}
