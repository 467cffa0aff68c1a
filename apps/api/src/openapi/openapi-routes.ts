import express, { type Router } from 'express';

import { tagAnswers } from '../http/answer/tag-answers.ts';
import { createDocument } from './document.ts';

/** `GET /openapi.json`: the OpenAPI document, created once. Needs no key. */
export function openapiRoutes(): Router {
  const document = createDocument();
  const router = express.Router();
  router.get('/openapi.json', tagAnswers, (_request, response) => void response.json(document));
  return router;
}
