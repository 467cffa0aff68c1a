import { baselineApi } from './baseline-api.ts';
import { baselinePoller } from './baseline-poller.ts';
import { baselinePoster } from './baseline-poster.ts';
import { baselineWorker } from './baseline-worker.ts';
import { httpLoad } from './http-load.ts';
import { instantGetty } from './instant-getty.ts';
import { keptLoader } from './kept-loader.ts';
import { pinger } from './pinger.ts';
import { webhookSink } from './webhook-sink.ts';

/**
 * The programs around the apps in a bench, each in its own process, so that nothing measured shares an event loop with its measurement. A
 * part takes settings, does its work or begins to serve, and reports something; its process ends with its parent's.
 */
export const PARTS = {
  'baseline-api': baselineApi,
  'baseline-poller': baselinePoller,
  'baseline-poster': baselinePoster,
  'baseline-worker': baselineWorker,
  'http-load': httpLoad,
  'instant-getty': instantGetty,
  'kept-loader': keptLoader,
  pinger,
  'webhook-sink': webhookSink,
};

export type PartName = keyof typeof PARTS;
export type PartSettings<Name extends PartName> = Parameters<(typeof PARTS)[Name]>[0];
export type PartReport<Name extends PartName> = Awaited<ReturnType<(typeof PARTS)[Name]>>;
