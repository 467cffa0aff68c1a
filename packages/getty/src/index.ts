export { type GettyClient, type HistoryQuery, type PaidCallOptions, createGettyClient } from './client.ts';
export { addressOf } from './authorized-call.ts';
export { type GettyTools, UPLOADS_PATH } from './tools.ts';
export { NotSentError } from './not-sent-error.ts';
export { findGenerationById, type GenerationById } from './find-by-id.ts';
export { historyAround, HISTORY_PAGE_SIZE, type HistoryRead, type HistoryWindow, readHistoryPages } from './read-history.ts';
export { traceCall } from './trace-call.ts';
export type { GettyOrder, GettyReference, OrderBody, OtherOperation } from './orders.ts';
export type { GettyCallKind, GettyCallRecord, GettyOptions } from './options.ts';
export type { Exchange, HttpRequest } from './exchange.ts';
export type { DownloadAnswer, GenerationAnswer } from './answers.ts';
export type {
  DownloadSize,
  GeneratedImage,
  Generation,
  GettyDownloadRequest,
  GettyFile,
  GettyFileRequest,
  GettyProduct,
  GettyGenerationRequest,
  GettyRedownloadRequest,
  History,
  HistoryItem,
} from './wire.ts';
export { findFile, type DownloadedFile, type FoundFile } from './find-file.ts';
export type { OpenedFile, OpenFileOptions } from './open-file.ts';
export type { FetchFileOptions, FetchedFile } from './fetch-file.ts';
export {
  AuthError,
  ConflictError,
  GettyError,
  type GettyErrorDetails,
  type GettyErrorName,
  type GettyLimit,
  GoneError,
  NotFoundError,
  RetryableError,
  TerminalError,
  ThrottledError,
  UnknownOutcomeError,
} from './errors.ts';
