/** Bull Board's pages are at this address and below. */
export const BULL_BOARD_PATH = '/queues';

/** A page: its name (also of its script in `browser/pages`), where it is, and what it is called. `styles` besides those of every page. */
export type Page = { name: string; path: string; title: string; styles: readonly string[] };

/** The pages that the navigation names, in its order. */
export const PAGES = [
  { name: 'overview', path: '/', title: 'Overview', styles: ['overview', 'chart', 'sheet', 'card', 'frames', 'tally', 'limits'] },
  { name: 'jobs', path: '/jobs', title: 'Jobs', styles: ['sheet', 'card', 'frames', 'jobs'] },
  { name: 'gallery', path: '/gallery', title: 'Gallery', styles: ['sheet', 'frames', 'jobs', 'pictures', 'detail', 'gallery'] },
  { name: 'held', path: '/held', title: 'Held', styles: ['held'] },
  { name: 'batches', path: '/batches', title: 'Batches', styles: ['jobs', 'batches'] },
  { name: 'webhooks', path: '/webhooks', title: 'Webhooks', styles: ['jobs', 'delivery', 'webhooks'] },
  { name: 'usage', path: '/usage', title: 'Usage', styles: ['chart', 'usage'] },
  { name: 'system', path: '/system', title: 'System', styles: ['system'] },
] as const satisfies Page[];

/** Parts of the system. */
export const SYSTEM_PAGES = [
  { name: 'system-keys', path: '/system/keys', title: 'API keys', styles: ['system'] },
  { name: 'system-audit', path: '/system/audit', title: 'Audit', styles: ['system'] },
  { name: 'system-people', path: '/system/people', title: 'People', styles: ['system'] },
] as const satisfies Page[];

/** What each person sees of their own. */
export const ACCOUNT_PAGE = { name: 'account', path: '/account', title: 'Your account', styles: ['system'] } as const satisfies Page;

/** More about money; in the navigation they belong to the usage. */
export const USAGE_PAGES = [
  { name: 'budgets', path: '/usage/budgets', title: 'Budgets', styles: ['usage', 'form', 'budgets'] },
  { name: 'reconciliation', path: '/usage/reconciliation', title: 'Reconciliation', styles: ['usage', 'form', 'reconciliation'] },
] as const satisfies Page[];

/** One job; in the navigation it belongs to the jobs. */
export const JOB_PAGE = {
  name: 'job',
  path: '/jobs/:id',
  title: 'Job',
  styles: ['sheet', 'card', 'frames', 'pictures', 'detail', 'delivery', 'timeline'],
} as const satisfies Page;
