export { type GettyClient, type HistoryQuery, type PaidCallOptions, createGettyClient } from './client.ts';
export { addressOf } from './calls/authorized-call.ts';
export { type GettyTools, UPLOADS_PATH } from './calls/tools.ts';
export { NotSentError } from './calls/not-sent-error.ts';
export { findGenerationById, type GenerationById } from './history/find-by-id.ts';
export { historyAround, HISTORY_PAGE_SIZE, type HistoryRead, type HistoryWindow, readHistoryPages } from './history/read-history.ts';
export { traceCall } from './calls/trace-call.ts';
export type { GettyOrder, GettyReference, OrderBody, OtherOperation } from './terms/orders.ts';
export type { GettyCallKind, GettyCallRecord, GettyOptions } from './terms/options.ts';
export type { Exchange, HttpRequest } from './terms/exchange.ts';
export type { DownloadAnswer, GenerationAnswer } from './terms/answers.ts';
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
} from './terms/wire.ts';
export { findFile, type DownloadedFile, type FoundFile } from './history/find-file.ts';
export type { OpenedFile, OpenFileOptions } from './files/open-file.ts';
export type { FetchFileOptions, FetchedFile } from './files/fetch-file.ts';
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
} from './terms/errors.ts';
