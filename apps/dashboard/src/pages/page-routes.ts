import express, { type RequestHandler, type Router } from 'express';

import type { Assets } from '../assets/asset-routes.ts';
import { personOf } from '../login/person.ts';
import { JOB_PAGE, PAGES, type Page } from './page-list.ts';
import { shellPage } from './shell-page.ts';

/** Every page at its address. What it shows, its script asks for. */
export function pageRoutes(assets: Pick<Assets, 'at' | 'modulesOf'>): Router {
  const router = express.Router();
  for (const page of PAGES) router.get(page.path, sendPage(assets, page, page.path));
  router.get(JOB_PAGE.path, sendPage(assets, JOB_PAGE, '/jobs'));
  return router;
}

function sendPage({ at, modulesOf }: Pick<Assets, 'at' | 'modulesOf'>, page: Page, current: string): RequestHandler {
  const modules = modulesOf(page.name);
  return (_request, response) => {
    const person = personOf(response);
    response.set('Cache-Control', 'private, no-cache').send(shellPage({ page, current, person, assets: at, modules }));
  };
}
