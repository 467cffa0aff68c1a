import { ACCOUNT_PAGE, BULL_BOARD_PATH, JOB_PAGE, PAGES, SYSTEM_PAGES, USAGE_PAGES } from '../pages/page-list.ts';

/** What people open by a link: pages, and addresses that lead to one or to a file. */
const OPENED = [
  ...[...PAGES, ...USAGE_PAGES, ...SYSTEM_PAGES, ACCOUNT_PAGE, JOB_PAGE].map(({ path }) => path),
  `${JOB_PAGE.path}/file`,
  '/deliveries/:id',
].map((path) => path.split('/'));

/** Where to go after the login: always a page of ours, even if the link has another address. Others would answer with a problem, or end the new session. */
export function ownPath(next: unknown): string {
  const origin = 'http://dashboard.invalid';
  const url = typeof next === 'string' && next.startsWith('/') && URL.canParse(next, origin) ? new URL(next, origin) : undefined;
  return url?.origin === origin && isOpened(url.pathname) ? `${url.pathname}${url.search}` : '/';
}

function isOpened(pathname: string): boolean {
  if (pathname === BULL_BOARD_PATH || pathname.startsWith(`${BULL_BOARD_PATH}/`)) return true;
  const parts = (pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname).split('/');
  return OPENED.some((page) => page.length === parts.length && page.every((part, at) => part === parts[at] || part === ':id'));
}
