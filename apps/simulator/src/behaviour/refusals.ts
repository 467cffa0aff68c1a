/**
 * Every refusal that Getty is known to give, under a short name for scenarios, settings and prompts. Application errors have an
 * `ErrorCode`; errors of the gateway have only `message` and, when throttled, `X-Error-Detail`.
 */
export type Refusal = {
  status: number;
  /** The `ErrorCode` of an application error; a gateway error has none. */
  code?: string;
  message: string;
  /** The `X-Error-Detail` header. */
  detail?: string;
};

export const REFUSALS = {
  '400': { status: 400, code: 'InvalidRequest', message: 'The request is invalid.' },
  '400-product': { status: 400, code: 'InvalidProduct', message: 'The product is not valid for this request.' },
  '400-prompt': { status: 400, code: 'InvalidPrompt', message: 'The prompt cannot be used to generate images.' },
  '400-enhancement': { status: 400, code: 'PromptEnhancementFailed', message: 'The prompt could not be enhanced.' },
  '401': { status: 401, message: 'Unauthorized' },
  '403-quota': { status: 403, code: 'ProductQuotaExceeded', message: 'The quota of the product is used up.' },
  '403-authorization': { status: 403, code: 'NotAuthorized', message: 'Not authorized to use this resource.' },
  '403-products': { status: 403, code: 'NoProducts', message: 'There is no AI Generation product on this account.' },
  '403-qps': { status: 403, message: 'Forbidden', detail: 'Account Over Queries Per Second Limit' },
  '403-rate': { status: 403, message: 'Forbidden', detail: 'Account Over Rate Limit' },
  '404': { status: 404, code: 'GenerationRequestIdNotFound', message: 'No such generation, image or download.' },
  '409': { status: 409, code: 'ConcurrencyConflict', message: 'Another request is working on the same resource.' },
  '410': { status: 410, code: 'GenerationRequestGone', message: 'The generation is past its retention and is gone.' },
  '429-qps': { status: 429, message: 'Too Many Requests', detail: 'Account Over Queries Per Second Limit' },
  '429-pending': { status: 429, code: 'TooManyConcurrentGenerations', message: 'Too many generations are pending on this account.' },
  '429-daily': { status: 429, code: 'DailyRequestLimitExceeded', message: 'The daily limit of downloads is reached.' },
  '500': { status: 500, code: 'InternalServerError', message: 'An unexpected error occurred.' },
  '502': { status: 502, message: 'Bad Gateway' },
  '503': { status: 503, message: 'Service Unavailable' },
  '504': { status: 504, message: 'Endpoint request timed out' },
} as const satisfies Record<string, Refusal>;

export type RefusalName = keyof typeof REFUSALS;
export const REFUSAL_NAMES = Object.keys(REFUSALS) as [RefusalName, ...RefusalName[]];

/** Thrown by a step of a call that Getty would refuse; nothing was charged. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(name: RefusalName, message?: string) {
    super(message ?? REFUSALS[name].message);
    this.name = 'Refused';
    this.refusal = { ...REFUSALS[name], message: this.message };
  }
}
