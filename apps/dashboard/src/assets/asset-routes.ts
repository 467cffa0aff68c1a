import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import express, { type RequestHandler, type Router } from 'express';

import { importsOf, readBrowserModules, type BrowserModule, type LIBRARIES } from './browser-modules.ts';

export type Assets = {
  /** At `/assets/open`: what the login page needs, for everybody. */
  open: Router;
  /** At `/assets`, below a name made of all contents: the rest, for people who have logged in. */
  all: Router;
  /** The address of that name. */
  at: string;
  /** The addresses of the scripts that a page is made of. */
  modulesOf: (page: string) => string[];
};

const BROWSER = fileURLToPath(new URL('../browser', import.meta.url));
const STYLES = join(BROWSER, 'styles');
const { resolve } = createRequire(import.meta.url);
/** Where the files of each library are. Node resolves lit-html to its variant for servers, in the folder `node`. */
const LIBRARY_FILES: Record<keyof typeof LIBRARIES, string> = {
  'lit-html': dirname(dirname(resolve('lit-html'))),
  uplot: dirname(resolve('uplot')),
};
/** What names the version of each. */
const LIBRARY_VERSIONS = [join(LIBRARY_FILES['lit-html'], 'package.json'), join(dirname(LIBRARY_FILES.uplot), 'package.json')];

const FOR_EVER = 'private, max-age=31536000, immutable';

/**
 * Scripts, styles and pictures of the pages. Their address names their contents, so browsers keep them and ask for nothing on the next page. Another
 * name belongs to another version: during a deploy its pages ask here too. They get what there is, and do not keep it.
 */
export function createAssets(): Assets {
  return (assets ??= readAssets());
}

/** Files do not change while a process runs. */
let assets: Assets | undefined;

function readAssets(): Assets {
  const modules = readBrowserModules(BROWSER);
  const pages = modules.filter(({ path }) => !path.startsWith('open/'));
  const version = versionOf(pages);

  const open = express.Router();
  open.use(scripts(modules, '/open/'), files(join(BROWSER, 'open')));

  const versioned = express.Router({ mergeParams: true });
  versioned.use((request, response, next) => {
    response.set('Cache-Control', request.params['version'] === version ? FOR_EVER : 'no-store');
    next();
  });
  versioned.use('/styles', files(STYLES));
  for (const [name, folder] of Object.entries(LIBRARY_FILES)) versioned.use(`/${name}`, files(folder));
  versioned.use(scripts(pages, '/'));
  const all = express.Router();
  all.use('/:version', versioned);
  const at = `/assets/${version}`;
  const named = new Map<string, string[]>();
  const modulesOf = (page: string): string[] => {
    const known = named.get(page) ?? importsOf(`pages/${page}.ts`, pages).map((path) => `${at}/${path}`);
    named.set(page, known);
    return known;
  };
  return { open, all, at, modulesOf };
}

/** Changes with every script and style, and with the versions of the libraries. */
function versionOf(pages: BrowserModule[]): string {
  const hash = createHash('sha256');
  for (const { path, code } of pages) hash.update(`${path}\0${code}\0`);
  for (const name of readdirSync(STYLES).sort()) hash.update(`${name}\0`).update(readFileSync(join(STYLES, name)));
  for (const file of LIBRARY_VERSIONS) hash.update(readFileSync(file));
  return hash.digest('base64url').slice(0, 12);
}

/** Scripts under this path, at the rest of their path. */
function scripts(modules: BrowserModule[], below: string): RequestHandler {
  const codes = new Map(modules.map(({ path, code }) => [`/${path}`, code]));
  return (request, response, next) => {
    const code = codes.get(`${below}${request.path.slice(1)}`);
    if (code === undefined) return next();
    if (!response.hasHeader('Cache-Control')) response.set('Cache-Control', 'no-cache');
    response.type('text/javascript').send(code);
  };
}

/** What is not there is not kept either: it would be missing for ever. */
function files(folder: string): RequestHandler {
  return express.static(folder, { fallthrough: false, index: false, redirect: false, cacheControl: false });
}
