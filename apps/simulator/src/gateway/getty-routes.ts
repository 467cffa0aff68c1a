import express, { type Router } from 'express';

import { answerCall } from './answer-call.ts';
import { getDownload, listDownloadSizes, redownload, startDownload } from '../calls/downloads.ts';
import { generate, poll } from '../calls/generations.ts';
import { getHistoryItem, listHistory } from '../calls/history.ts';
import { issueToken } from '../calls/token.ts';
import type { World } from '../world.ts';

/** Getty's calls, at Getty's paths. */
export function gettyRoutes(world: World): Router {
  const router = express.Router();
  const ai = `${world.config.SIMULATOR_PATH_PREFIX}/ai`;
  const generation = `${ai}/image-generations/:id`;
  const image = `${generation}/images/:index`;

  router.use(express.text({ type: () => true, limit: '1mb' }));
  router.post('/oauth2/token', answerCall(world, 'token', issueToken));
  router.post(`${ai}/image-generations`, answerCall(world, 'generate', generate));
  router.get(generation, answerCall(world, 'poll', poll));
  router.get(`${image}/download-sizes`, answerCall(world, 'download_sizes', listDownloadSizes));
  router.put(`${image}/download`, answerCall(world, 'start_download', startDownload));
  router.get(`${image}/download`, answerCall(world, 'get_download', getDownload));
  router.post(`${ai}/redownloads`, answerCall(world, 'redownload', redownload));
  router.get(`${ai}/generation-history`, answerCall(world, 'history', listHistory));
  router.get(`${ai}/generation-history/:id`, answerCall(world, 'history_item', getHistoryItem));
  return router;
}
