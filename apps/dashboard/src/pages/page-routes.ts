import express, { type RequestHandler, type Router } from 'express';

import type { Assets } from '../assets/asset-routes.ts';
import { personOf } from '../login/person.ts';
import { ACCOUNT_PAGE, JOB_PAGE, PAGES, SYSTEM_PAGES, USAGE_PAGES, type Page } from './page-list.ts';
import { shellPage } from './shell-page.ts';

type PageDeps = Pick<Assets, 'at' | 'modulesOf'> & {
  /** Where callers reach the API. */
  apiUrl: string | undefined;
  /** Of the prices that are set. */
  currency: string | undefined;
};

/** Every page at its address. What it shows, its script asks for. */
export function pageRoutes(deps: PageDeps): Router {
  const router = express.Router();
  for (const page of PAGES) router.get(page.path, sendPage(deps, page, page.path));
  for (const page of USAGE_PAGES) router.get(page.path, sendPage(deps, page, '/usage'));
  router.get(JOB_PAGE.path, sendPage(deps, JOB_PAGE, '/jobs'));
  for (const page of SYSTEM_PAGES) router.get(page.path, sendPage(deps, page, '/system'));
  router.get(ACCOUNT_PAGE.path, sendPage(deps, ACCOUNT_PAGE, ACCOUNT_PAGE.path));
  return router;
}

function sendPage({ at, modulesOf, ...settings }: PageDeps, page: Page, current: string): RequestHandler {
  const modules = modulesOf(page.name);
  return (_request, response) => {
    const person = personOf(response);
    response.set('Cache-Control', 'private, no-cache').send(shellPage({ page, current, person, assets: at, modules, ...settings }));
  };
}
