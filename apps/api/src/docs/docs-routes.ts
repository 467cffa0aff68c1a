import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import express, { type Router } from 'express';
import { contentSecurityPolicy } from 'helmet';

import { DOCS_PAGE } from './docs-page.ts';

const OURS = ['page.css', 'reference.css', 'docs.js', 'scheme.js', 'mark.svg'];
const SWAGGER_UI = ['swagger-ui.css', 'swagger-ui-bundle.js'];

/** What it shows changes with a release of Darkroom, not by the minute. */
const MAX_AGE = '1h';

/** `GET /docs`: the description of the API as a page, for people. Everything that it loads is under `/docs`. Needs no key. */
export function docsRoutes(): Router {
  const router = express.Router();
  // A person who opens the address of the API in a browser is led here. Programs, which accept anything, get the 404 of an unknown path.
  router.get('/', (request, response, next) => {
    response.vary('Accept');
    if (request.accepts(['application/json', 'text/html']) === 'text/html') response.redirect('/docs');
    else next();
  });
  router.use('/docs', docsPolicy());
  router.get('/docs', (_request, response) => void response.type('html').send(DOCS_PAGE));
  // `dotfiles`: pnpm keeps packages below a folder whose name begins with a dot.
  for (const [name, path] of files()) {
    router.get(`/docs/${name}`, (_request, response, next) => response.sendFile(path, { maxAge: MAX_AGE, dotfiles: 'allow' }, next));
  }
  return router;
}

/** The only page of the API. Swagger UI draws its icons from `data:`, and its styles and scripts are files. */
function docsPolicy(): express.RequestHandler {
  const self = ["'self'"];
  return contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: self,
      styleSrc: self,
      imgSrc: [...self, 'data:'],
      connectSrc: self,
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  });
}

function files(): [name: string, path: string][] {
  const { resolve } = createRequire(import.meta.url);
  return [
    ...OURS.map((name): [string, string] => [name, fileURLToPath(new URL(`public/${name}`, import.meta.url))]),
    ...SWAGGER_UI.map((name): [string, string] => [name, resolve(`swagger-ui-dist/${name}`)]),
  ];
}
