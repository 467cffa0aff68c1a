import express, { type Router } from 'express';

import { enhancePrompt, listProducts } from '../calls/account.ts';
import { getDownload, listDownloadSizes, redownload, startDownload } from '../calls/downloads.ts';
import { deleteFile, getFile, listFiles, registerFile } from '../calls/files.ts';
import { poll } from '../calls/generation-answer.ts';
import { getHistoryItem, listHistory } from '../calls/history.ts';
import { performOperation } from '../calls/perform-operation.ts';
import { issueToken } from '../calls/token.ts';
import { MAX_UPLOAD_BYTES, serveUpload, upload, uploadsPath } from '../calls/uploads.ts';
import type { Operation } from '../requests/operation.ts';
import type { World } from '../world.ts';
import { answerCall } from './answer-call.ts';

/** The last part of each operation's path; the path of a variation names its source. */
const OPERATION_PATHS: Record<Operation, string> = {
  generate: '',
  variation: '/:id/images/:index/variations',
  refine: '/refine',
  extend: '/extend',
  object_removal: '/object-removal',
  background_removal: '/background-removal',
  background_replacement: '/background-replacement',
  background_generation: '/background-generations',
  influence_color: '/influence-color-by-image',
  influence_composition: '/influence-composition-by-image',
};

/** Getty's calls, at Getty's paths. */
export function gettyRoutes(world: World): Router {
  const router = express.Router();
  const prefix = world.config.SIMULATOR_PATH_PREFIX;
  const ai = `${prefix}/ai`;
  const generations = `${ai}/image-generations`;
  const image = `${generations}/:id/images/:index`;
  const files = `${ai}/file-registrations`;
  const uploads = `${uploadsPath(world)}/:id`;

  router.put(uploads, express.raw({ type: () => true, limit: MAX_UPLOAD_BYTES }), answerCall(world, 'upload', upload));
  router.get(uploads, serveUpload(world));
  router.use(express.text({ type: () => true, limit: '1mb' }));
  router.post('/oauth2/token', answerCall(world, 'token', issueToken));
  for (const [operation, path] of Object.entries(OPERATION_PATHS) as [Operation, string][]) {
    router.post(`${generations}${path}`, answerCall(world, operation, performOperation(operation)));
  }
  router.get(`${generations}/:id`, answerCall(world, 'poll', poll));
  router.get(`${image}/download-sizes`, answerCall(world, 'download_sizes', listDownloadSizes));
  router.put(`${image}/download`, answerCall(world, 'start_download', startDownload));
  router.get(`${image}/download`, answerCall(world, 'get_download', getDownload));
  router.post(`${ai}/redownloads`, answerCall(world, 'redownload', redownload));
  router.get(`${ai}/generation-history`, answerCall(world, 'history', listHistory));
  router.get(`${ai}/generation-history/:id`, answerCall(world, 'history_item', getHistoryItem));
  router.post(files, answerCall(world, 'register_file', registerFile));
  router.get(files, answerCall(world, 'list_files', listFiles));
  router.get(`${files}/:id`, answerCall(world, 'get_file', getFile));
  router.delete(`${files}/:id`, answerCall(world, 'delete_file', deleteFile));
  router.post(`${ai}/enhance-prompt`, answerCall(world, 'enhance_prompt', enhancePrompt));
  router.get(`${prefix}/products`, answerCall(world, 'products', listProducts));
  return router;
}
