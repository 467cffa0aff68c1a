import express, { type Router } from 'express';

import { tagAnswers } from '../http/answer/tag-answers.ts';
import { createDocument, type OpenApiDocument } from './document.ts';

let document: OpenApiDocument | undefined;

/** `GET /openapi.json`: the OpenAPI document. It takes a fifth of a second to create, so that is done at the first request. Needs no key. */
export function openapiRoutes(): Router {
  const router = express.Router();
  router.get('/openapi.json', tagAnswers, (_request, response) => void response.json((document ??= createDocument())));
  return router;
}
