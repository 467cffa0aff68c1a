import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { ReminderData, Store } from '@darkroom/queue';
import express, { type Express, type Router } from 'express';

import { personOf, seesAll } from './login/person.ts';
import { BULL_BOARD_PATH } from './pages/page-list.ts';
import { sendProblem } from './send-problem.ts';

const MARK = '/assets/open/mark.svg';

const DESCRIPTIONS: Record<string, string> = {
  generation: 'Generations that are due, under way, or come back later. What was done is on the page of each job.',
  download: 'Downloads that are due, under way, or come back later. What was done is on the page of each job.',
  delivery: 'Webhooks that an earlier version left here; each goes on in the fair line',
  archive: 'Files that are to be copied into the archive, or removed from it',
};

/**
 * Bull Board over the reminders, to look at only: its retry and remove know nothing of money, and what a job comes to stands in its
 * record. Each reminder is shown under its job's id and leads to the job's own page.
 */
export function bullBoard(store: Pick<Store, 'reminders'>): Router {
  const queues = store.reminders.queues().map((queue) => {
    const adapter = new BullMQAdapter(queue, {
      readOnlyMode: true,
      description: DESCRIPTIONS[queue.name] ?? '',
      externalJobUrl: (job) => pageOf(subjectOf(job)),
    });
    adapter.setFormatter('name', subjectOf);
    return adapter;
  });
  const serverAdapter = new ExpressAdapter().setBasePath(BULL_BOARD_PATH);
  createBullBoard({
    queues,
    serverAdapter,
    options: {
      uiConfig: {
        boardTitle: 'Darkroom',
        boardLogo: { path: MARK, width: 26, height: 26 },
        favIcon: { default: MARK, alternative: MARK },
        miscLinks: [{ text: 'Jobs', url: '/' }],
      },
    },
  });

  const board = serverAdapter.getRouter() as Express;
  alterPage(board);

  const router = express.Router();
  router.use((request, response, next) => {
    if (seesAll(personOf(response))) return next();
    sendProblem(request, response, 'forbidden', 'Bull Board shows the work of all tenants. Your login covers only some.');
  });
  router.use((request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') return next();
    response.set('Allow', 'GET, HEAD');
    sendProblem(request, response, 'method_not_allowed', 'Bull Board is here to look, not to touch. Use the API to cancel or retry a job.');
  });
  router.use(board);
  return router;
}

type Render = (path: string, options: object, callback: (error: unknown, page?: string) => void) => void;

/** What is added to Bull Board's page: a way back that is always seen, and names for its buttons. */
const OURS = `<link rel="stylesheet" href="/assets/open/bull-board.css"><script type="module" src="/assets/open/bull-board.ts"></script></head>`;
const WAY_BACK = '<a class="way-back" href="/">Back to Darkroom</a></body>';
/** Its font comes from another host, which would learn who looks at the queues; the policy blocks it. */
const FOREIGN_FONT = /<link href="https:\/\/fonts\.googleapis\.com\/[^>]*>/;

/** Bull Board has no setting for what its page holds, so the page is altered as it is rendered. */
function alterPage(board: Express): void {
  const { engines } = board as unknown as { engines: Record<string, Render> };
  const render = engines['.ejs'];
  if (!render) throw new Error('Bull Board does not render its page by ejs any more');
  engines['.ejs'] = (path, options, callback) =>
    render(path, options, (error, page) =>
      callback(error, page?.replace(FOREIGN_FONT, '').replace('</head>', OURS).replace('</body>', WAY_BACK)),
    );
}

/** The id of the job or delivery that a reminder is about. */
function subjectOf(reminder: { data?: unknown }): string {
  return (reminder.data as Partial<ReminderData> | undefined)?.id ?? '';
}

function pageOf(id: string) {
  return id.startsWith('dlv_')
    ? { displayText: 'Open this delivery', href: `/deliveries/${id}` }
    : { displayText: 'Open the job', href: `/jobs/${id}` };
}
