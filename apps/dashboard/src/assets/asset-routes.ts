import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import express, { type RequestHandler, type Router } from 'express';

import { LIT_AT, readBrowserModules, type BrowserModule } from './browser-modules.ts';

export type Assets = {
  /** Below `/assets/open`: what the login page needs, for everybody. */
  open: Router;
  /** Below `/assets`: the rest, for people who have logged in. */
  all: Router;
  /** The addresses of the scripts that pages are made of. */
  modules: string[];
};

const BROWSER = fileURLToPath(new URL('../browser', import.meta.url));
/** Node resolves the name to the variant for servers, in the folder `node`. */
const LIT = dirname(dirname(createRequire(import.meta.url).resolve('lit-html')));

/** Scripts, styles and pictures of the pages. Browsers ask each time whether what they have is still the same (`ETag`). */
export function createAssets(): Assets {
  const modules = readBrowserModules(BROWSER);
  const pages = modules.filter(({ path }) => !path.startsWith('open/'));

  const open = express.Router();
  open.use(scripts(modules, '/open/'), files(join(BROWSER, 'open')));
  const all = express.Router();
  all.use('/styles', files(join(BROWSER, 'styles')));
  all.use('/lit-html', files(LIT));
  all.use(scripts(pages, '/'));
  return { open, all, modules: [...pages.map(({ path }) => `/assets/${path}`), ...litModules(pages)] };
}

/** Scripts under this path, at the rest of their path. */
function scripts(modules: BrowserModule[], below: string): RequestHandler {
  const codes = new Map(modules.map(({ path, code }) => [`/${path}`, code]));
  return (request, response, next) => {
    const code = codes.get(`${below}${request.path.slice(1)}`);
    if (code === undefined) return next();
    response.set('Cache-Control', 'no-cache').type('text/javascript').send(code);
  };
}

function files(folder: string): RequestHandler {
  return express.static(folder, { fallthrough: false, index: false, redirect: false });
}

/** What of lit-html these scripts name. */
function litModules(modules: BrowserModule[]): string[] {
  const named = modules.flatMap(({ code }) => code.match(new RegExp(`${LIT_AT}/[\\w/-]+\\.js`, 'g')) ?? []);
  return [...new Set(named)].sort();
}
