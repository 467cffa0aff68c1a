/** Where to go after the login: always a path of ours, even if the link has another address. */
export function ownPath(next: unknown): string {
  const origin = 'http://dashboard.invalid';
  const url = typeof next === 'string' && next.startsWith('/') && URL.canParse(next, origin) ? new URL(next, origin) : undefined;
  return url?.origin === origin ? `${url.pathname}${url.search}` : '/';
}
