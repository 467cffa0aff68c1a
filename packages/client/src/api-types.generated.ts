// Generated from the description of the API by `npm --prefix apps/api run client-types`. Do not change it by hand.

export type BulkRequest = {
    /**
     * Up to 1,000 jobs. Give this or `filter`.
     */
    ids?: Array<string> | null | undefined;
    /**
     * All jobs that match, up to 1,000 a call. Give this or `ids`.
     */
    filter?: BulkFilter | null | undefined;
    /**
     * With `filter`: the `next_cursor` of the previous call.
     */
    cursor?: string | null | undefined;
    /**
     * Reports what the action would do, and changes nothing.
     */
    dry_run?: boolean | null | undefined;
    /**
     * For `retry`: also retry jobs that would be paid for again.
     */
    confirm_cost?: boolean | null | undefined;
};

/**
 * Which jobs, with the filters of the query of `GET /v1/jobs`.
 */
export type BulkFilter = {
    type?: string | Array<JobType> | null | undefined;
    status?: string | Array<JobStatus> | null | undefined;
    reason?: string | Array<QueuedReason> | null | undefined;
    operation?: string | Array<Operation> | null | undefined;
    billing?: string | Array<BillingState> | null | undefined;
    batch_id?: BatchId | null | undefined;
    parent_id?: JobId | null | undefined;
    source_job_id?: JobId | null | undefined;
    generation_request_id?: string | null | undefined;
    project_code?: string | null | undefined;
    product_id?: number | null | undefined;
    created_after?: string | null | undefined;
    created_before?: string | null | undefined;
    metadata?: {
        [key: string]: string | number | boolean;
    } | null | undefined;
    q?: string | null | undefined;
};

/**
 * What the job does at Getty.
 */
export type JobType = 'generation' | 'download';

/**
 * The state of the job.
 * * `queued`: not sent to Getty; `reason` gives the cause, if there is one.
 * * `submitting`: the paid call may be on the wire, or its outcome is being looked up.
 * * `waiting`: Getty accepted it and works on it.
 * * `held`: a paid call got no answer and Getty does not show it. Nothing more is spent until you `resolve` it, or a late answer arrives.
 * * `succeeded`, `failed`, `canceled`, `expired` (its deadline passed): the end of this run.
 */
export type JobStatus = 'queued' | 'submitting' | 'waiting' | 'succeeded' | 'failed' | 'canceled' | 'expired' | 'held';

/**
 * Why a queued job is not being sent.
 * * `capacity`: waits for a free slot at Getty, or for another download of the same image.
 * * `throttled`: a limit of Getty, per second or per day, is reached.
 * * `paused`: the quota of its product is used up.
 * * `getty_away`: Getty cannot be reached, or it refuses our key. The job is sent as soon as Getty answers again.
 * * `budget`: your budget is used up.
 * * `source`: waits for the end of the job that it is made from.
 * * `scheduled`: before its `run_at`.
 */
export type QueuedReason = 'capacity' | 'throttled' | 'paused' | 'getty_away' | 'budget' | 'source' | 'scheduled';

/**
 * What a generation does at Getty.
 */
export type Operation = 'generate' | 'variation' | 'refine' | 'extend' | 'object_removal' | 'background_removal' | 'background_replacement' | 'background_generation' | 'influence_color' | 'influence_composition';

/**
 * What the job cost at Getty. Read this field; the status does not show the cost.
 * * `not_charged`: nothing was sent, or Getty certainly refused it.
 * * `charged`: Getty accepted the paid call, whatever its result.
 * * `may_be_charged`: accepted, but Getty does not report the cost (a 1k download, a generation with all images blocked).
 * * `unknown`: it is not known (yet) whether Getty accepted a paid call.
 */
export type BillingState = 'not_charged' | 'charged' | 'may_be_charged' | 'unknown';

/**
 * The id of a batch.
 */
export type BatchId = string;

/**
 * The id of a job.
 */
export type JobId = string;

/**
 * The result of an action for many jobs.
 */
export type BulkAction = {
    object: 'bulk_action';
    action: 'cancel' | 'retry';
    dry_run: boolean;
    /**
     * How many jobs this call covers.
     */
    matched: number;
    counts: {
        done: number;
        requested: number;
        refused: number;
    };
    /**
     * What the jobs that run again pay for, their downloads included, as decimal text; null where a price is not known.
     */
    cost: string | null;
    /**
     * The result for each job.
     */
    data: Array<BulkItem>;
    /**
     * More jobs match: call again with this as `cursor`.
     */
    next_cursor: string | null;
};

/**
 * The result for one job.
 */
export type BulkItem = ({
    outcome: 'done';
} & BulkDone) | ({
    outcome: 'requested';
} & BulkRequested) | ({
    outcome: 'refused';
} & BulkRefused);

export type BulkDone = {
    id: JobId;
    outcome: 'done';
};

export type BulkRequested = {
    id: JobId;
    outcome: 'requested';
};

export type BulkRefused = {
    /**
     * The id as given in the request.
     */
    id: string;
    outcome: 'refused';
    error: {
        code: ProblemCode;
        detail: string;
    };
};

/**
 * The code that a program should decide by when a request is refused (docs/errors.md).
 */
export type ProblemCode = 'bad_request' | 'bad_json' | 'invalid_idempotency_key' | 'unauthorized' | 'budget_used_up' | 'forbidden' | 'missing_scope' | 'not_found' | 'method_not_allowed' | 'request_timeout' | 'already_finished' | 'already_sent' | 'not_held' | 'not_finished' | 'not_ready' | 'looks_different' | 'may_charge_again' | 'events_not_kept' | 'endpoint_disabled' | 'budget_fixed' | 'too_many_budgets' | 'environment_key' | 'key_revoked' | 'too_many_keys' | 'too_many_files' | 'user_token_needed' | 'too_many_endpoints' | 'redownload_needed' | 'gone' | 'precondition_failed' | 'body_too_large' | 'unsupported_media_type' | 'range_not_satisfiable' | 'invalid_request' | 'source_rejected' | 'price_unknown' | 'tenant_required' | 'idempotency_key_reused' | 'rate_limited' | 'too_many_open_jobs' | 'too_many_reconciliations' | 'too_many_uploads' | 'too_many_streams' | 'headers_too_large' | 'internal_error' | 'getty_refused' | 'secrets_unavailable' | 'archive_unavailable' | 'getty_unavailable' | 'queue_unavailable';

/**
 * Why a request was refused (RFC 9457). A refused request did nothing.
 */
export type Problem = {
    /**
     * A URN made of `code`.
     */
    type: string;
    /**
     * What the code means.
     */
    title: string;
    /**
     * The HTTP status.
     */
    status: number;
    /**
     * What is wrong with this request.
     */
    detail: string;
    /**
     * The path of the request.
     */
    instance: string;
    code: ProblemCode;
    /**
     * The id of the request in the logs; the same as `X-Request-Id`.
     */
    request_id: string;
    /**
     * Whether the same request may succeed later.
     */
    retryable: boolean;
    /**
     * Whether the refused request cost anything. It never does.
     */
    billed: boolean;
    /**
     * Every wrong field, up to 100.
     */
    errors?: Array<{
        /**
         * A JSON pointer (RFC 6901) to the field; empty for the whole body.
         */
        pointer: string;
        detail: string;
    }> | undefined;
};

/**
 * A generation to make. `operation` selects what Getty does; the other fields depend on it.
 */
export type GenerationRequest = GenerationGenerate | GenerationVariation | GenerationRefine | GenerationExtend | GenerationObjectRemoval | GenerationBackgroundRemoval | GenerationBackgroundReplacement | GenerationBackgroundGeneration | GenerationInfluenceColor | GenerationInfluenceComposition;

/**
 * Images from a prompt.
 */
export type GenerationGenerate = {
    /**
     * Without it: `generate`.
     */
    operation?: 'generate' | null | undefined;
    /**
     * What the images show.
     */
    prompt: string;
    /**
     * What the images must not show.
     */
    negative_prompt?: string | null | undefined;
    /**
     * The seed of Getty's random generator.
     */
    seed?: number | null | undefined;
    aspect_ratio?: '1:1' | '3:4' | '4:3' | '9:16' | '16:9' | null | undefined;
    media_type?: 'photography' | 'illustration' | null | undefined;
    mood?: 'black_and_white' | 'warm' | 'cool' | 'natural' | 'vivid' | 'dramatic' | 'bold' | null | undefined;
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    /**
     * Reports what the submission would come to (200), and stores nothing.
     */
    dry_run?: boolean | null | undefined;
};

/**
 * Downloads to start when a generation has succeeded.
 */
export type ChainedDownload = {
    /**
     * A size from Getty's download-sizes, such as `1k` or `4k`.
     */
    size_name: string;
    /**
     * All of them, or those with these numbers.
     */
    images: 'all' | Array<number>;
    notes?: string | null | undefined;
    project_code?: string | null | undefined;
};

/**
 * Where to send the events of this job, signed by Standard Webhooks.
 */
export type Webhook = {
    /**
     * Where to send them: `http://` or `https://`, without user name and password, on the public internet.
     */
    url: string;
    /**
     * Which events to send, also as `*` or `generation.*`. Unset: the ends, `held` and `batch.completed`.
     */
    events?: Array<EventPattern> | null | undefined;
};

/**
 * An event type, all of an area such as `generation.*`, or all: `*`.
 */
export type EventPattern = 'generation.waiting' | 'generation.succeeded' | 'generation.failed' | 'generation.canceled' | 'generation.expired' | 'generation.held' | 'download.waiting' | 'download.succeeded' | 'download.failed' | 'download.canceled' | 'download.expired' | 'download.held' | 'download.archived' | 'download.expiring' | 'batch.completed' | 'endpoint.disabled' | 'budget.warning' | 'budget.exhausted' | 'quota.exhausted' | 'reconciliation.differences' | 'webhook.test' | '*' | 'generation.*' | 'download.*' | 'batch.*' | 'endpoint.*' | 'budget.*' | 'quota.*' | 'reconciliation.*' | 'webhook.*';

/**
 * Variations of an image.
 */
export type GenerationVariation = {
    operation: 'variation';
    source: {
        /**
         * The job of a generation. If it has not ended, this job waits for it, without cost.
         */
        job_id?: JobId | null | undefined;
        /**
         * The generation, by Getty's id. It must be one of yours.
         */
        generation_request_id?: string | null | undefined;
        /**
         * Which image of the generation, from 0.
         */
        index?: number | null | undefined;
    };
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    /**
     * Reports what the submission would come to (200), and stores nothing.
     */
    dry_run?: boolean | null | undefined;
};

/**
 * An image changed by a prompt, within a mask if you give one.
 */
export type GenerationRefine = {
    operation: 'refine';
    source: {
        /**
         * The job of a generation. If it has not ended, this job waits for it, without cost.
         */
        job_id?: JobId | null | undefined;
        /**
         * The generation, by Getty's id. It must be one of yours.
         */
        generation_request_id?: string | null | undefined;
        asset_id?: string | null | undefined;
        /**
         * Which image of the generation, from 0.
         */
        index?: number | null | undefined;
    };
    /**
     * What the images show.
     */
    prompt: string;
    /**
     * What the images must not show.
     */
    negative_prompt?: string | null | undefined;
    mask_url?: string | null | undefined;
    mask?: Mask | null | undefined;
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    /**
     * Reports what the submission would come to (200), and stores nothing.
     */
    dry_run?: boolean | null | undefined;
};

/**
 * A mask that you put up with `POST /v1/uploads`. It is kept for 24 hours.
 */
export type Mask = {
    /**
     * The id of an upload: `POST /v1/uploads`.
     */
    upload_id: string;
};

/**
 * An image extended on at least one side.
 */
export type GenerationExtend = {
    operation: 'extend';
    source: {
        /**
         * The job of a generation. If it has not ended, this job waits for it, without cost.
         */
        job_id?: JobId | null | undefined;
        /**
         * The generation, by Getty's id. It must be one of yours.
         */
        generation_request_id?: string | null | undefined;
        asset_id?: string | null | undefined;
        /**
         * Which image of the generation, from 0.
         */
        index?: number | null | undefined;
    };
    prompt?: string | null | undefined;
    /**
     * What the images must not show.
     */
    negative_prompt?: string | null | undefined;
    /**
     * How far to extend on this side, in percent of the image.
     */
    left_percentage?: number | null | undefined;
    /**
     * How far to extend on this side, in percent of the image.
     */
    right_percentage?: number | null | undefined;
    /**
     * How far to extend on this side, in percent of the image.
     */
    top_percentage?: number | null | undefined;
    /**
     * How far to extend on this side, in percent of the image.
     */
    bottom_percentage?: number | null | undefined;
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    /**
     * Reports what the submission would come to (200), and stores nothing.
     */
    dry_run?: boolean | null | undefined;
};

/**
 * An image without what a mask covers.
 */
export type GenerationObjectRemoval = {
    operation: 'object_removal';
    source: {
        /**
         * The job of a generation. If it has not ended, this job waits for it, without cost.
         */
        job_id?: JobId | null | undefined;
        /**
         * The generation, by Getty's id. It must be one of yours.
         */
        generation_request_id?: string | null | undefined;
        asset_id?: string | null | undefined;
        /**
         * Which image of the generation, from 0.
         */
        index?: number | null | undefined;
    };
    mask_url?: string | null | undefined;
    mask?: Mask | null | undefined;
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    /**
     * Reports what the submission would come to (200), and stores nothing.
     */
    dry_run?: boolean | null | undefined;
};

/**
 * An image without its background.
 */
export type GenerationBackgroundRemoval = {
    operation: 'background_removal';
    source: {
        /**
         * The job of a generation. If it has not ended, this job waits for it, without cost.
         */
        job_id?: JobId | null | undefined;
        /**
         * The generation, by Getty's id. It must be one of yours.
         */
        generation_request_id?: string | null | undefined;
        asset_id?: string | null | undefined;
        /**
         * Which image of the generation, from 0.
         */
        index?: number | null | undefined;
    };
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    /**
     * Reports what the submission would come to (200), and stores nothing.
     */
    dry_run?: boolean | null | undefined;
};

/**
 * An image with another background, by prompt or by colour.
 */
export type GenerationBackgroundReplacement = {
    operation: 'background_replacement';
    source: {
        /**
         * The job of a generation. If it has not ended, this job waits for it, without cost.
         */
        job_id?: JobId | null | undefined;
        /**
         * The generation, by Getty's id. It must be one of yours.
         */
        generation_request_id?: string | null | undefined;
        asset_id?: string | null | undefined;
        /**
         * Which image of the generation, from 0.
         */
        index?: number | null | undefined;
    };
    prompt?: string | null | undefined;
    /**
     * What the images must not show.
     */
    negative_prompt?: string | null | undefined;
    /**
     * The colour of the new background, as Getty takes it, such as `#FFFFFF`.
     */
    background_color?: string | null | undefined;
    media_type?: 'photography' | 'illustration' | null | undefined;
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    /**
     * Reports what the submission would come to (200), and stores nothing.
     */
    dry_run?: boolean | null | undefined;
};

/**
 * A background around the picture of a product, which is a registered file.
 */
export type GenerationBackgroundGeneration = {
    operation: 'background_generation';
    /**
     * What the operation works on.
     */
    source: {
        file_id: string | null;
    };
    prompt?: string | null | undefined;
    /**
     * What the images must not show.
     */
    negative_prompt?: string | null | undefined;
    /**
     * How far to extend on this side, in percent of the image.
     */
    left_percentage?: number | null | undefined;
    /**
     * How far to extend on this side, in percent of the image.
     */
    right_percentage?: number | null | undefined;
    /**
     * How far to extend on this side, in percent of the image.
     */
    top_percentage?: number | null | undefined;
    /**
     * How far to extend on this side, in percent of the image.
     */
    bottom_percentage?: number | null | undefined;
    background_asset_id?: string | null | undefined;
    /**
     * The background: one of your registered files.
     */
    background_file_registration_id?: string | null | undefined;
    background_reference_generation?: {
        /**
         * Getty's id of a generation.
         */
        generation_request_id: string;
        /**
         * The number of an image, from 0.
         */
        index: number;
    } | null | undefined;
    background_reference_adherence?: 'flexible' | 'strong' | null | undefined;
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    /**
     * Reports what the submission would come to (200), and stores nothing.
     */
    dry_run?: boolean | null | undefined;
};

/**
 * Images with the colours of another image.
 */
export type GenerationInfluenceColor = {
    operation: 'influence_color';
    source: {
        /**
         * The job of a generation. If it has not ended, this job waits for it, without cost.
         */
        job_id?: JobId | null | undefined;
        /**
         * The generation, by Getty's id. It must be one of yours.
         */
        generation_request_id?: string | null | undefined;
        asset_id?: string | null | undefined;
        file_id?: string | null | undefined;
        /**
         * Which image of the generation, from 0.
         */
        index?: number | null | undefined;
    };
    prompt?: string | null | undefined;
    /**
     * What the images must not show.
     */
    negative_prompt?: string | null | undefined;
    media_type?: 'photography' | 'illustration' | null | undefined;
    mood?: 'black_and_white' | 'warm' | 'cool' | 'natural' | 'vivid' | 'dramatic' | 'bold' | null | undefined;
    /**
     * The seed of Getty's random generator.
     */
    seed?: number | null | undefined;
    aspect_ratio?: '1:1' | '3:4' | '4:3' | '9:16' | '16:9' | null | undefined;
    /**
     * In older editions of Getty only.
     */
    noise_level?: number | null | undefined;
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    /**
     * Reports what the submission would come to (200), and stores nothing.
     */
    dry_run?: boolean | null | undefined;
};

/**
 * Images with the composition of another image.
 */
export type GenerationInfluenceComposition = {
    operation: 'influence_composition';
    source: {
        /**
         * The job of a generation. If it has not ended, this job waits for it, without cost.
         */
        job_id?: JobId | null | undefined;
        /**
         * The generation, by Getty's id. It must be one of yours.
         */
        generation_request_id?: string | null | undefined;
        asset_id?: string | null | undefined;
        file_id?: string | null | undefined;
        /**
         * Which image of the generation, from 0.
         */
        index?: number | null | undefined;
    };
    prompt?: string | null | undefined;
    /**
     * What the images must not show.
     */
    negative_prompt?: string | null | undefined;
    media_type?: 'photography' | 'illustration' | null | undefined;
    mood?: 'black_and_white' | 'warm' | 'cool' | 'natural' | 'vivid' | 'dramatic' | 'bold' | null | undefined;
    /**
     * The seed of Getty's random generator.
     */
    seed?: number | null | undefined;
    aspect_ratio?: '1:1' | '3:4' | '4:3' | '9:16' | '16:9' | null | undefined;
    /**
     * In older editions of Getty only.
     */
    influence_level?: number | null | undefined;
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    /**
     * Reports what the submission would come to (200), and stores nothing.
     */
    dry_run?: boolean | null | undefined;
};

/**
 * One generation or one download. `type` shows which, and determines the form of `result`.
 */
export type Job = ({
    type: 'generation';
} & GenerationJob) | ({
    type: 'download';
} & DownloadJob);

/**
 * One generation.
 */
export type GenerationJob = {
    id: JobId;
    object: 'job';
    type: 'generation';
    status: JobStatus;
    reason: QueuedReason | null;
    /**
     * The number of the run: starts at 1, and grows with each `retry` or `resolve` that runs the job again.
     */
    run: number;
    /**
     * Grows with every change. Of two views of a job, the one with the higher `seq` is newer.
     */
    seq: number;
    /**
     * The tenant that owns the job.
     */
    tenant: string;
    /**
     * What a generation does at Getty; null for a download.
     */
    operation: Operation | null;
    /**
     * What the generation is made from; null for `generate` and for downloads.
     */
    source: JobSource | null;
    /**
     * The request, without `metadata`.
     */
    request: {
        [key: string]: unknown;
    };
    /**
     * The state at Getty.
     */
    getty: {
        /**
         * Getty's id, once it is known.
         */
        generation_request_id: string | null;
        /**
         * For a download: which image.
         */
        index: number | null;
        /**
         * How many times Getty was asked whether it is done. Polls cost nothing.
         */
        polls: number;
        /**
         * The HTTP status of Getty's latest answer.
         */
        last_status: number | null;
    };
    billing: Billing;
    /**
     * The result of a job that succeeded; otherwise null.
     */
    result: GenerationResult | null;
    error: JobError | null;
    /**
     * Paid calls made, including refused ones.
     */
    attempts: number;
    /**
     * What happened to it, oldest first, at most 100 entries. Only in answers with one job.
     */
    timeline?: Array<TimelineEntry> | undefined;
    /**
     * Null when the job has ended, or no estimate is possible. Only in answers with one job.
     */
    queue?: QueueOutlook | null | undefined;
    /**
     * The batch it was submitted with.
     */
    batch_id: string | null;
    /**
     * For a download: the job that made its generation.
     */
    parent_id: JobId | null;
    /**
     * The id of the API key that submitted it. Downloads that a generation starts have the key of their generation.
     */
    submitted_by: string | null;
    /**
     * For a generation: its downloads, both those it started and those requested later; the first 100.
     */
    downloads: Array<JobId>;
    /**
     * Your metadata, unchanged.
     */
    metadata: {
        [key: string]: unknown;
    } | null;
    /**
     * Related addresses.
     */
    urls: {
        self: string;
        events: string;
        cancel: string;
    };
    /**
     * For a queued job with `reason` `paused`, `throttled` or `getty_away`: when it, or a call of its kind, is tried next. With `budget`: when the next period begins; it may go on earlier. Otherwise null.
     */
    resume_at: string | null;
    /**
     * When it ends as `expired`, unless it has ended before. Null while it waits for a budget and you gave no deadline: then it does not run.
     */
    deadline_at: string | null;
    deadline_because: DeadlineBecause;
    /**
     * When it was accepted here.
     */
    created_at: string;
    /**
     * When the paid call of this run was made.
     */
    submitted_at: string | null;
    /**
     * When it last changed.
     */
    updated_at: string;
    /**
     * When this run ended.
     */
    finished_at: string | null;
    /**
     * The copy in the archive. Null if there is no archive, or nothing to copy yet.
     */
    archive: Archived | null;
    /**
     * When Getty deletes the images: six months after they were made.
     */
    images_expire_at: string | null;
};

/**
 * An image of a job or of a generation, an asset, or a registered file.
 */
export type JobSource = {
    job_id?: JobId | undefined;
    generation_request_id?: string | undefined;
    index?: number | undefined;
    asset_id?: string | undefined;
    file_id?: string | undefined;
};

/**
 * What the job cost at Getty in all its paid calls. It is `unknown` while the outcome of the latest call is unknown; otherwise `charged` if any call was charged.
 */
export type Billing = {
    state: BillingState;
    because: BillingBecause;
    /**
     * The paid calls of all runs, oldest first. At most 20 are kept; calls that cost nothing are dropped first. `attempts` counts all.
     */
    calls: Array<BilledCall>;
};

/**
 * How the state of the bill is known (docs/job-lifecycle.md).
 */
export type BillingBecause = 'adopted' | 'all_blocked' | 'already_under_way' | 'found_done' | 'found_in_history' | 'found_under_way' | 'getty_accepted' | 'getty_refused' | 'no_images' | 'not_taken' | 'nothing_sent' | 'outcome_unknown' | 'sent_again' | 'submitting';

/**
 * One paid call and what it cost.
 */
export type BilledCall = {
    /**
     * When it was made.
     */
    at: string;
    state: BillingState;
    because: BillingBecause;
};

/**
 * The result of a generation.
 */
export type GenerationResult = {
    /**
     * Getty's id of the generation.
     */
    generation_request_id: string;
    /**
     * The seed that Getty used.
     */
    seed: number | null;
    images: Array<{
        /**
         * The number of the image, from 0.
         */
        index: number;
        /**
         * Getty made it and withholds it because of its content.
         */
        is_blocked: boolean;
        preview_urls: Array<PreviewUrl>;
        /**
         * The image itself, if Getty shows it.
         */
        url: string | null;
    }>;
    /**
     * When the URLs expire. `GET /v1/jobs/{id}/images/{index}` redirects to a valid one.
     */
    url_expires_at: string;
};

/**
 * A smaller version of an image. Its URL is valid for about a day.
 */
export type PreviewUrl = {
    preview_size: string | null;
    image_url: string;
    width: number;
    height: number;
};

/**
 * Why the run failed or is held.
 */
export type JobError = {
    code: JobErrorCode;
    message: string;
    /**
     * Getty's answer, if there was one.
     */
    getty: {
        status: number | null;
        code: string | null;
        detail: string | null;
    } | null;
};

/**
 * The code that a program should decide by when a job failed or is held (docs/errors.md).
 */
export type JobErrorCode = 'content_blocked' | 'crash_loop' | 'getty_auth' | 'getty_conflict' | 'getty_refused' | 'getty_unavailable' | 'given_up' | 'gone' | 'no_images' | 'not_authorized' | 'not_found' | 'outcome_unknown' | 'quota_exceeded' | 'replaced' | 'source_failed' | 'upload_expired';

/**
 * One thing that happened to the job; further fields depend on `event` (docs/job-lifecycle.md).
 */
export type TimelineEntry = {
    at: string;
    event: TimelineEvent;
    /**
     * For `submitting`: which call is made.
     */
    call?: 'generate' | 'variation' | 'refine' | 'extend' | 'object_removal' | 'background_removal' | 'background_replacement' | 'background_generation' | 'influence_color' | 'influence_composition' | 'start_download' | 'redownload' | undefined;
    [key: string]: unknown;
};

/**
 * What happened to the job (docs/job-lifecycle.md).
 */
export type TimelineEvent = 'accepted' | 'accepted_by_getty' | 'cancel_requested' | 'canceled' | 'changed' | 'crash_loop' | 'expired' | 'failed' | 'held' | 'looked_up' | 'not_sent' | 'not_taken' | 'outcome_unknown' | 'polled' | 'refused' | 'resolved' | 'retried' | 'sent_again' | 'submitting' | 'succeeded' | 'waiting_for_slot' | 'webhook';

/**
 * Estimates for the rest of the way, not promises.
 */
export type QueueOutlook = {
    /**
     * For a generation that waits for its turn at Getty: its position in the queue, 1 is next. Only in `GET /v1/jobs/{id}`.
     */
    position: number | null;
    /**
     * About how long it takes until the end, based on recent jobs of its operation.
     */
    eta_seconds: number | null;
};

/**
 * Where the deadline comes from.
 * * `caller`: you gave it.
 * * `default_unsent`: 24 hours to be sent.
 * * `default_at_getty`: 30 minutes since Getty accepted it.
 */
export type DeadlineBecause = 'caller' | 'default_unsent' | 'default_at_getty';

/**
 * The copy in the archive of the operator (`ARCHIVE_URL`).
 */
export type Archived = {
    state: ArchiveState;
    /**
     * The size of the copy; of previews, all of them.
     */
    bytes: number | null;
    /**
     * The SHA-256 of the file, as hex digits. Null for previews.
     */
    sha256: string | null;
    /**
     * When it was archived, given up, or last tried.
     */
    at: string | null;
    /**
     * Why the last try failed.
     */
    error: string | null;
};

/**
 * Whether the archive has a copy.
 * * `pending`: not yet. With an `error`, the last try failed; it is tried again.
 * * `done`: the complete file is in the archive.
 * * `failed`: given up, because Getty no longer returns the file.
 */
export type ArchiveState = 'pending' | 'done' | 'failed';

/**
 * One download.
 */
export type DownloadJob = {
    id: JobId;
    object: 'job';
    type: 'download';
    status: JobStatus;
    reason: QueuedReason | null;
    /**
     * The number of the run: starts at 1, and grows with each `retry` or `resolve` that runs the job again.
     */
    run: number;
    /**
     * Grows with every change. Of two views of a job, the one with the higher `seq` is newer.
     */
    seq: number;
    /**
     * The tenant that owns the job.
     */
    tenant: string;
    /**
     * What a generation does at Getty; null for a download.
     */
    operation: Operation | null;
    /**
     * What the generation is made from; null for `generate` and for downloads.
     */
    source: JobSource | null;
    /**
     * The request, without `metadata`.
     */
    request: {
        [key: string]: unknown;
    };
    /**
     * The state at Getty.
     */
    getty: {
        /**
         * Getty's id, once it is known.
         */
        generation_request_id: string | null;
        /**
         * For a download: which image.
         */
        index: number | null;
        /**
         * How many times Getty was asked whether it is done. Polls cost nothing.
         */
        polls: number;
        /**
         * The HTTP status of Getty's latest answer.
         */
        last_status: number | null;
    };
    billing: Billing;
    /**
     * The result of a job that succeeded; otherwise null.
     */
    result: DownloadResult | null;
    error: JobError | null;
    /**
     * Paid calls made, including refused ones.
     */
    attempts: number;
    /**
     * What happened to it, oldest first, at most 100 entries. Only in answers with one job.
     */
    timeline?: Array<TimelineEntry> | undefined;
    /**
     * Null when the job has ended, or no estimate is possible. Only in answers with one job.
     */
    queue?: QueueOutlook | null | undefined;
    /**
     * The batch it was submitted with.
     */
    batch_id: string | null;
    /**
     * For a download: the job that made its generation.
     */
    parent_id: JobId | null;
    /**
     * The id of the API key that submitted it. Downloads that a generation starts have the key of their generation.
     */
    submitted_by: string | null;
    /**
     * For a generation: its downloads, both those it started and those requested later; the first 100.
     */
    downloads: Array<JobId>;
    /**
     * Your metadata, unchanged.
     */
    metadata: {
        [key: string]: unknown;
    } | null;
    /**
     * Related addresses.
     */
    urls: {
        self: string;
        events: string;
        cancel: string;
    };
    /**
     * For a queued job with `reason` `paused`, `throttled` or `getty_away`: when it, or a call of its kind, is tried next. With `budget`: when the next period begins; it may go on earlier. Otherwise null.
     */
    resume_at: string | null;
    /**
     * When it ends as `expired`, unless it has ended before. Null while it waits for a budget and you gave no deadline: then it does not run.
     */
    deadline_at: string | null;
    deadline_because: DeadlineBecause;
    /**
     * When it was accepted here.
     */
    created_at: string;
    /**
     * When the paid call of this run was made.
     */
    submitted_at: string | null;
    /**
     * When it last changed.
     */
    updated_at: string;
    /**
     * When this run ended.
     */
    finished_at: string | null;
    /**
     * The copy in the archive. Null if there is no archive, or nothing to copy yet.
     */
    archive: Archived | null;
    /**
     * When Getty deletes the images: six months after they were made.
     */
    images_expire_at: string | null;
};

/**
 * The result of a download.
 */
export type DownloadResult = {
    /**
     * The URL of the file. Copy the file soon. null: it has expired.
     */
    url: string | null;
    /**
     * Getty's id of the file.
     */
    generated_asset_id: string | null;
    size_name: string;
    /**
     * When `url` expires. For a new one, submit the download again; that may cost.
     */
    url_expires_at: string;
};

/**
 * What a submission would come to. Nothing was stored.
 */
export type DryRun = {
    object: 'dry_run';
    would: Would;
    /**
     * The paid calls at most: `generations`, and `downloads.<size>` for each size.
     */
    units: {
        [key: string]: number;
    };
    /**
     * What they cost, as decimal text. Null where a price is not set.
     */
    cost: string | null;
    currency: string | null;
    /**
     * Every budget that counts it.
     */
    budgets: Array<BudgetNeed>;
    /**
     * About how long it would take. Null where it cannot be estimated.
     */
    eta_seconds: number | null;
    /**
     * Of a batch: each job, in order. Earlier jobs count for later ones.
     */
    jobs?: Array<DryRunItem> | undefined;
};

/**
 * `accept`: it would be sent. `wait`: it would wait for a budget. `reject`: a budget has no room (402).
 */
export type Would = 'accept' | 'wait' | 'reject';

/**
 * A budget that counts this submission.
 */
export type BudgetNeed = {
    id: BudgetId;
    /**
     * What the submission takes of the budget, as decimal text.
     */
    needs: string;
    /**
     * What is left of it now, as decimal text.
     */
    left: string;
    fits: boolean;
};

/**
 * Your id of a budget: letters, digits, `_`, `.` and `-`.
 */
export type BudgetId = string;

/**
 * What would become of one job of a batch.
 */
export type DryRunItem = {
    index: number;
    would: Would;
} | {
    index: number;
    error: BatchItemError;
};

/**
 * Why a job of a batch was rejected.
 */
export type BatchItemError = {
    /**
     * The problem code that a single submission of this job would get.
     */
    code: ProblemCode;
    detail: string;
    /**
     * The first ten wrong fields. `pointer` starts at the whole body: `/jobs/3/prompt`.
     */
    errors?: Array<{
        pointer: string;
        detail: string;
    }> | undefined;
};

export type DownloadRequest = ({
    job_id: string;
} | {
    generation_request_id: string;
}) & {
    /**
     * The generation, by its job. If it has not ended, the download waits for it, without cost.
     */
    job_id?: JobId | null | undefined;
    /**
     * The generation, by Getty's id. It must be one of yours.
     */
    generation_request_id?: string | null | undefined;
    /**
     * The number of an image, from 0.
     */
    index: number;
    /**
     * A size from Getty's download-sizes, such as `1k` or `4k`.
     */
    size_name: string;
    notes?: string | null | undefined;
    project_code?: string | null | undefined;
    /**
     * The product at Getty that pays. Default: the product of the generation.
     */
    product_id?: number | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    /**
     * Reports what the submission would come to (200), and stores nothing.
     */
    dry_run?: boolean | null | undefined;
};

/**
 * One page of jobs, newest first, without timelines.
 */
export type JobPage = {
    data: Array<Job>;
    /**
     * The `cursor` of the next page; null on the last. A page may be short and still have a next one.
     */
    next_cursor: string | null;
};

/**
 * Changes to a job that was not sent.
 */
export type JobChange = {
    /**
     * Before (positive) or after (negative) your other jobs. `null`: 0.
     */
    priority?: number | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. `null`: the default.
     */
    deadline?: string | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead. `null`: at once.
     */
    run_at?: string | null | undefined;
    /**
     * Replaces all metadata. `null`: none.
     */
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
};

/**
 * A file to download again, in any size.
 */
export type RedownloadRequest = {
    /**
     * Getty's id of a file that you downloaded: `result.generated_asset_id` of the download.
     */
    generated_asset_id: string;
    /**
     * A size from Getty's download-sizes, such as `1k` or `4k`.
     */
    size_name: string;
    notes?: string | null | undefined;
    project_code?: string | null | undefined;
    /**
     * The product at Getty that pays. Default: the product of the earlier download.
     */
    product_id?: number | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    /**
     * Reports what the submission would come to (200), and stores nothing.
     */
    dry_run?: boolean | null | undefined;
};

/**
 * A way out of `held`.
 */
export type ResolveRequest = {
    action: 'retry';
    /**
     * Why. It is kept in the timeline.
     */
    note?: string | null | undefined;
    /**
     * Must be true: if Getty accepted the first call, this pays a second time.
     */
    confirm_cost?: boolean | null | undefined;
} | {
    action: 'fail';
    /**
     * Why. It is kept in the timeline.
     */
    note?: string | null | undefined;
} | {
    action: 'adopt';
    /**
     * Why. It is kept in the timeline.
     */
    note?: string | null | undefined;
    /**
     * The generation found at Getty. Required for a generation; not allowed for a download, which Getty finds by its image. Getty is asked for it first.
     */
    generation_request_id?: string | null | undefined;
    /**
     * Must be true if Getty has another operation, source, prompt or product under this id.
     */
    confirm_mismatch?: boolean | null | undefined;
};

/**
 * Generations at Getty from around the paid call of a held job.
 */
export type Candidates = {
    object: 'candidates';
    job_id: JobId;
    /**
     * Whether all of Getty's history around the call was read. If not, a missing generation may still exist.
     */
    complete: boolean;
    /**
     * Best match first, at most 100.
     */
    data: Array<Candidate>;
};

/**
 * A generation at Getty that the paid call of a held job may have made.
 */
export type Candidate = {
    /**
     * What `resolve` with `adopt` takes.
     */
    generation_request_id: string;
    /**
     * When it was made, as Getty reports it.
     */
    generated_at: string | null;
    /**
     * What was done.
     */
    operation: Operation;
    prompt: string | null;
    notes: string | null;
    /**
     * Small pictures of its images, where Getty shows them already.
     */
    preview_urls: Array<PreviewUrl>;
    /**
     * `certain`: it carries the mark of this call. `likely`: it carries a mark of this job, or was made at that time by the same request. `possible`: the rest.
     */
    fit: 'certain' | 'likely' | 'possible';
    /**
     * What agrees.
     */
    because: Array<'mark' | 'prompt' | 'product' | 'source' | 'time'>;
};

/**
 * Up to 1,000 jobs to submit together.
 */
export type BatchRequest = {
    /**
     * Each is accepted or rejected on its own.
     */
    jobs: Array<BatchItem>;
    /**
     * Used for each job that names no webhook, and for `batch.completed`.
     */
    webhook?: Webhook | null | undefined;
    /**
     * Metadata of the batch. Its jobs do not inherit it.
     */
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Reports what the submission would come to (200), and stores nothing.
     */
    dry_run?: boolean | null | undefined;
};

/**
 * A generation or a download, with the body of a single submission and its `type`.
 */
export type BatchItem = BatchGeneration | BatchDownload;

export type BatchGeneration = BatchGenerate | BatchVariation | BatchRefine | BatchExtend | BatchObjectRemoval | BatchBackgroundRemoval | BatchBackgroundReplacement | BatchBackgroundGeneration | BatchInfluenceColor | BatchInfluenceComposition;

/**
 * Images from a prompt.
 */
export type BatchGenerate = {
    /**
     * Without it: `generate`.
     */
    operation?: 'generate' | null | undefined;
    /**
     * What the images show.
     */
    prompt: string;
    /**
     * What the images must not show.
     */
    negative_prompt?: string | null | undefined;
    /**
     * The seed of Getty's random generator.
     */
    seed?: number | null | undefined;
    aspect_ratio?: '1:1' | '3:4' | '4:3' | '9:16' | '16:9' | null | undefined;
    media_type?: 'photography' | 'illustration' | null | undefined;
    mood?: 'black_and_white' | 'warm' | 'cool' | 'natural' | 'vivid' | 'dramatic' | 'bold' | null | undefined;
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    type: 'generation';
};

/**
 * Variations of an image.
 */
export type BatchVariation = {
    operation: 'variation';
    source: {
        /**
         * The job of a generation. If it has not ended, this job waits for it, without cost.
         */
        job_id?: JobId | null | undefined;
        /**
         * The generation, by Getty's id. It must be one of yours.
         */
        generation_request_id?: string | null | undefined;
        batch_index?: number | null | undefined;
        /**
         * Which image of the generation, from 0.
         */
        index?: number | null | undefined;
    };
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    type: 'generation';
};

/**
 * An image changed by a prompt, within a mask if you give one.
 */
export type BatchRefine = {
    operation: 'refine';
    source: {
        /**
         * The job of a generation. If it has not ended, this job waits for it, without cost.
         */
        job_id?: JobId | null | undefined;
        /**
         * The generation, by Getty's id. It must be one of yours.
         */
        generation_request_id?: string | null | undefined;
        batch_index?: number | null | undefined;
        asset_id?: string | null | undefined;
        /**
         * Which image of the generation, from 0.
         */
        index?: number | null | undefined;
    };
    /**
     * What the images show.
     */
    prompt: string;
    /**
     * What the images must not show.
     */
    negative_prompt?: string | null | undefined;
    mask_url?: string | null | undefined;
    mask?: Mask | null | undefined;
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    type: 'generation';
};

/**
 * An image extended on at least one side.
 */
export type BatchExtend = {
    operation: 'extend';
    source: {
        /**
         * The job of a generation. If it has not ended, this job waits for it, without cost.
         */
        job_id?: JobId | null | undefined;
        /**
         * The generation, by Getty's id. It must be one of yours.
         */
        generation_request_id?: string | null | undefined;
        batch_index?: number | null | undefined;
        asset_id?: string | null | undefined;
        /**
         * Which image of the generation, from 0.
         */
        index?: number | null | undefined;
    };
    prompt?: string | null | undefined;
    /**
     * What the images must not show.
     */
    negative_prompt?: string | null | undefined;
    /**
     * How far to extend on this side, in percent of the image.
     */
    left_percentage?: number | null | undefined;
    /**
     * How far to extend on this side, in percent of the image.
     */
    right_percentage?: number | null | undefined;
    /**
     * How far to extend on this side, in percent of the image.
     */
    top_percentage?: number | null | undefined;
    /**
     * How far to extend on this side, in percent of the image.
     */
    bottom_percentage?: number | null | undefined;
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    type: 'generation';
};

/**
 * An image without what a mask covers.
 */
export type BatchObjectRemoval = {
    operation: 'object_removal';
    source: {
        /**
         * The job of a generation. If it has not ended, this job waits for it, without cost.
         */
        job_id?: JobId | null | undefined;
        /**
         * The generation, by Getty's id. It must be one of yours.
         */
        generation_request_id?: string | null | undefined;
        batch_index?: number | null | undefined;
        asset_id?: string | null | undefined;
        /**
         * Which image of the generation, from 0.
         */
        index?: number | null | undefined;
    };
    mask_url?: string | null | undefined;
    mask?: Mask | null | undefined;
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    type: 'generation';
};

/**
 * An image without its background.
 */
export type BatchBackgroundRemoval = {
    operation: 'background_removal';
    source: {
        /**
         * The job of a generation. If it has not ended, this job waits for it, without cost.
         */
        job_id?: JobId | null | undefined;
        /**
         * The generation, by Getty's id. It must be one of yours.
         */
        generation_request_id?: string | null | undefined;
        batch_index?: number | null | undefined;
        asset_id?: string | null | undefined;
        /**
         * Which image of the generation, from 0.
         */
        index?: number | null | undefined;
    };
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    type: 'generation';
};

/**
 * An image with another background, by prompt or by colour.
 */
export type BatchBackgroundReplacement = {
    operation: 'background_replacement';
    source: {
        /**
         * The job of a generation. If it has not ended, this job waits for it, without cost.
         */
        job_id?: JobId | null | undefined;
        /**
         * The generation, by Getty's id. It must be one of yours.
         */
        generation_request_id?: string | null | undefined;
        batch_index?: number | null | undefined;
        asset_id?: string | null | undefined;
        /**
         * Which image of the generation, from 0.
         */
        index?: number | null | undefined;
    };
    prompt?: string | null | undefined;
    /**
     * What the images must not show.
     */
    negative_prompt?: string | null | undefined;
    /**
     * The colour of the new background, as Getty takes it, such as `#FFFFFF`.
     */
    background_color?: string | null | undefined;
    media_type?: 'photography' | 'illustration' | null | undefined;
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    type: 'generation';
};

/**
 * A background around the picture of a product, which is a registered file.
 */
export type BatchBackgroundGeneration = {
    operation: 'background_generation';
    /**
     * What the operation works on.
     */
    source: {
        file_id: string | null;
    };
    prompt?: string | null | undefined;
    /**
     * What the images must not show.
     */
    negative_prompt?: string | null | undefined;
    /**
     * How far to extend on this side, in percent of the image.
     */
    left_percentage?: number | null | undefined;
    /**
     * How far to extend on this side, in percent of the image.
     */
    right_percentage?: number | null | undefined;
    /**
     * How far to extend on this side, in percent of the image.
     */
    top_percentage?: number | null | undefined;
    /**
     * How far to extend on this side, in percent of the image.
     */
    bottom_percentage?: number | null | undefined;
    background_asset_id?: string | null | undefined;
    /**
     * The background: one of your registered files.
     */
    background_file_registration_id?: string | null | undefined;
    background_reference_generation?: {
        /**
         * Getty's id of a generation.
         */
        generation_request_id: string;
        /**
         * The number of an image, from 0.
         */
        index: number;
    } | null | undefined;
    background_reference_adherence?: 'flexible' | 'strong' | null | undefined;
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    type: 'generation';
};

/**
 * Images with the colours of another image.
 */
export type BatchInfluenceColor = {
    operation: 'influence_color';
    source: {
        /**
         * The job of a generation. If it has not ended, this job waits for it, without cost.
         */
        job_id?: JobId | null | undefined;
        /**
         * The generation, by Getty's id. It must be one of yours.
         */
        generation_request_id?: string | null | undefined;
        batch_index?: number | null | undefined;
        asset_id?: string | null | undefined;
        file_id?: string | null | undefined;
        /**
         * Which image of the generation, from 0.
         */
        index?: number | null | undefined;
    };
    prompt?: string | null | undefined;
    /**
     * What the images must not show.
     */
    negative_prompt?: string | null | undefined;
    media_type?: 'photography' | 'illustration' | null | undefined;
    mood?: 'black_and_white' | 'warm' | 'cool' | 'natural' | 'vivid' | 'dramatic' | 'bold' | null | undefined;
    /**
     * The seed of Getty's random generator.
     */
    seed?: number | null | undefined;
    aspect_ratio?: '1:1' | '3:4' | '4:3' | '9:16' | '16:9' | null | undefined;
    /**
     * In older editions of Getty only.
     */
    noise_level?: number | null | undefined;
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    type: 'generation';
};

/**
 * Images with the composition of another image.
 */
export type BatchInfluenceComposition = {
    operation: 'influence_composition';
    source: {
        /**
         * The job of a generation. If it has not ended, this job waits for it, without cost.
         */
        job_id?: JobId | null | undefined;
        /**
         * The generation, by Getty's id. It must be one of yours.
         */
        generation_request_id?: string | null | undefined;
        batch_index?: number | null | undefined;
        asset_id?: string | null | undefined;
        file_id?: string | null | undefined;
        /**
         * Which image of the generation, from 0.
         */
        index?: number | null | undefined;
    };
    prompt?: string | null | undefined;
    /**
     * What the images must not show.
     */
    negative_prompt?: string | null | undefined;
    media_type?: 'photography' | 'illustration' | null | undefined;
    mood?: 'black_and_white' | 'warm' | 'cool' | 'natural' | 'vivid' | 'dramatic' | 'bold' | null | undefined;
    /**
     * The seed of Getty's random generator.
     */
    seed?: number | null | undefined;
    aspect_ratio?: '1:1' | '3:4' | '4:3' | '9:16' | '16:9' | null | undefined;
    /**
     * In older editions of Getty only.
     */
    influence_level?: number | null | undefined;
    product_id?: number | null | undefined;
    project_code?: string | null | undefined;
    notes?: string | null | undefined;
    /**
     * Downloads to start when the generation has succeeded. They are jobs of their own and inherit product, webhook and metadata.
     */
    download?: ChainedDownload | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    type: 'generation';
};

export type BatchDownload = ({
    job_id: string;
} | {
    generation_request_id: string;
} | {
    batch_index: number;
}) & {
    /**
     * The generation, by its job. If it has not ended, the download waits for it, without cost.
     */
    job_id?: JobId | null | undefined;
    /**
     * The generation, by Getty's id. It must be one of yours.
     */
    generation_request_id?: string | null | undefined;
    batch_index?: number | null | undefined;
    /**
     * The number of an image, from 0.
     */
    index: number;
    /**
     * A size from Getty's download-sizes, such as `1k` or `4k`.
     */
    size_name: string;
    notes?: string | null | undefined;
    project_code?: string | null | undefined;
    /**
     * The product at Getty that pays. Default: the product of the generation.
     */
    product_id?: number | null | undefined;
    webhook?: Webhook | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * Before (positive) or after (negative) your other jobs. Default 0.
     */
    priority?: number | null | undefined;
    /**
     * Do not send before this instant, at most 30 days ahead.
     */
    run_at?: string | null | undefined;
    /**
     * The job ends as `expired` if it has not ended by then. Unset: 24 hours to be sent, 30 minutes at Getty.
     */
    deadline?: string | null | undefined;
    on_unknown?: 'hold' | 'retry' | null | undefined;
    type: 'download';
};

/**
 * A batch, and the result of each submitted job.
 */
export type SubmittedBatch = {
    id: BatchId;
    object: 'batch';
    /**
     * `completed` once each accepted job has ended for the first time. It does not change back.
     */
    status: 'running' | 'completed';
    tenant: string;
    /**
     * Jobs submitted.
     */
    total: number;
    accepted: number;
    rejected: number;
    /**
     * Accepted jobs that have ended. It never decreases, also when a job is retried. A `held` job has not ended.
     */
    ended: number;
    /**
     * The share of accepted jobs that have ended, rounded down to hundredths. It is 1 only when all have ended.
     */
    progress: number;
    /**
     * How many accepted jobs have each status now.
     */
    counts: {
        queued: number;
        submitting: number;
        waiting: number;
        succeeded: number;
        failed: number;
        canceled: number;
        expired: number;
        held: number;
    };
    metadata: {
        [key: string]: unknown;
    } | null;
    urls: {
        self: string;
        /**
         * The list of its jobs.
         */
        jobs: string;
    };
    created_at: string;
    completed_at: string | null;
    /**
     * The result of each submitted job, in order.
     */
    jobs: Array<{
        index: number;
        id: JobId;
    } | {
        index: number;
        error: BatchItemError;
    }>;
};

/**
 * One page of batches, newest first, without their jobs.
 */
export type BatchPage = {
    data: Array<Batch>;
    next_cursor: string | null;
};

/**
 * Jobs that were submitted together.
 */
export type Batch = {
    id: BatchId;
    object: 'batch';
    /**
     * `completed` once each accepted job has ended for the first time. It does not change back.
     */
    status: 'running' | 'completed';
    tenant: string;
    /**
     * Jobs submitted.
     */
    total: number;
    accepted: number;
    rejected: number;
    /**
     * Accepted jobs that have ended. It never decreases, also when a job is retried. A `held` job has not ended.
     */
    ended: number;
    /**
     * The share of accepted jobs that have ended, rounded down to hundredths. It is 1 only when all have ended.
     */
    progress: number;
    /**
     * How many accepted jobs have each status now.
     */
    counts: {
        queued: number;
        submitting: number;
        waiting: number;
        succeeded: number;
        failed: number;
        canceled: number;
        expired: number;
        held: number;
    };
    metadata: {
        [key: string]: unknown;
    } | null;
    urls: {
        self: string;
        /**
         * The list of its jobs.
         */
        jobs: string;
    };
    created_at: string;
    completed_at: string | null;
};

/**
 * Getty's own answer.
 */
export type DownloadSizes = {
    download_sizes: Array<{
        size_name: string | null;
        [key: string]: unknown;
    }>;
};

/**
 * A picture to register with Getty.
 */
export type FileRequest = {
    /**
     * Where Getty finds the picture: `http://` or `https://`, on the public internet. It can be the URL of an upload.
     */
    url: string;
    /**
     * That you have the rights to this picture.
     */
    rights_claimed: true;
    category: FileCategory;
};

/**
 * Getty's category of the file.
 * * `ImageReference`: for `influence_color` and `influence_composition`.
 * * `CustomerProduct`: the picture of a product, for `background_generation`.
 */
export type FileCategory = 'ImageReference' | 'CustomerProduct';

/**
 * A picture that is registered with Getty.
 */
export type File = {
    /**
     * The id of one of your registered files: `POST /v1/files`.
     */
    id: string;
    object: 'file';
    category: FileCategory;
    /**
     * The URL that was registered.
     */
    url: string;
    rights_claimed: boolean;
    /**
     * Getty's previews. Only in `GET /v1/files/{id}`; otherwise empty.
     */
    preview_urls: Array<PreviewUrl>;
    created_at: string;
};

/**
 * One page of files, newest first.
 */
export type FilePage = {
    data: Array<File>;
    next_cursor: string | null;
};

/**
 * A JPEG at Getty, for 24 hours.
 */
export type Upload = {
    /**
     * The id of an upload: `POST /v1/uploads`.
     */
    id: string;
    object: 'upload';
    /**
     * Its address at Getty: for `mask_url`, or for `url` of a file.
     */
    url: string;
    bytes: number;
    /**
     * The SHA-256 of the body, in hex.
     */
    sha256: string;
    /**
     * When Getty deletes it: 24 hours after it was put up.
     */
    expires_at: string;
};

/**
 * A prompt to make better.
 */
export type EnhanceRequest = {
    /**
     * What the images show.
     */
    prompt: string;
};

/**
 * Getty's better prompt.
 */
export type EnhancedPrompt = {
    /**
     * Null if Getty has no better one.
     */
    enhanced_prompt: string | null;
};

/**
 * All products of the account.
 */
export type ProductPage = {
    data: Array<Product>;
    next_cursor: null;
};

/**
 * A product of the account at Getty, and what it demands.
 */
export type Product = {
    /**
     * For `product_id`.
     */
    id: number;
    object: 'product';
    name: string | null;
    type: string | null;
    /**
     * Getty's word, such as `active`.
     */
    status: string | null;
    expires_at: string | null;
    /**
     * What Getty demands of requests that this product pays.
     */
    requires: {
        /**
         * Whether requests must name a product: the account has several.
         */
        product_id: boolean;
        /**
         * Whether requests must have a `project_code`. Null if Getty does not say.
         */
        project_code: boolean | null;
        /**
         * Whether requests must have `notes`. Null if Getty does not say.
         */
        notes: boolean | null;
    };
};

/**
 * The id of an event: the same in streams, feed and as `webhook-id`.
 */
export type EventId = string;

/**
 * Events, oldest first. A page may be short, or empty, and still have a next one.
 */
export type EventPage = {
    data: Array<Event>;
    /**
     * The `after` of the next call; null when there is nothing more now.
     */
    next_cursor: EventId | null;
};

/**
 * Something that happened.
 */
export type Event = {
    id: EventId;
    type: EventType;
    /**
     * When it happened.
     */
    timestamp: string;
    /**
     * What the event is about, as it was right then.
     */
    data: Job | Batch | Endpoint | Budget | Reconciliation;
};

/**
 * What happened. The webhooks section describes each event.
 */
export type EventType = 'generation.waiting' | 'generation.succeeded' | 'generation.failed' | 'generation.canceled' | 'generation.expired' | 'generation.held' | 'download.waiting' | 'download.succeeded' | 'download.failed' | 'download.canceled' | 'download.expired' | 'download.held' | 'download.archived' | 'download.expiring' | 'batch.completed' | 'endpoint.disabled' | 'budget.warning' | 'budget.exhausted' | 'quota.exhausted' | 'reconciliation.differences' | 'webhook.test';

/**
 * Where a tenant's webhooks go.
 */
export type Endpoint = {
    id: EndpointId;
    object: 'endpoint';
    /**
     * The tenant that it belongs to.
     */
    tenant: string;
    /**
     * Where to send them: `http://` or `https://`, without user name and password, on the public internet.
     */
    url: string;
    /**
     * Which events to send, also as `*` or `generation.*`. `null`: the ends of jobs, `held` and `batch.completed`.
     */
    events: Array<EventPattern> | null;
    /**
     * A name for people.
     */
    description: string | null;
    metadata: {
        [key: string]: unknown;
    } | null;
    status: 'enabled' | 'disabled';
    disabled: {
        /**
         * `gone`: it answered 410. `failing`: nothing succeeded for days. `by_caller`: you disabled it.
         */
        reason: 'gone' | 'failing' | 'by_caller';
        at: string;
    } | null;
    /**
     * Until then webhooks carry a second signature, made with the previous secret.
     */
    previous_secret_expires_at: string | null;
    /**
     * When it last accepted a webhook.
     */
    last_success_at: string | null;
    /**
     * The first failure since the last success.
     */
    failing_since: string | null;
    created_at: string;
    updated_at: string;
};

/**
 * The id of a webhook endpoint.
 */
export type EndpointId = string;

/**
 * How much may be spent in a period, and how much of it is.
 */
export type Budget = {
    id: BudgetId;
    object: 'budget';
    tenant: string;
    /**
     * The project that it is for. Null: all.
     */
    project_code: string | null;
    /**
     * The product that it is for. Null: all.
     */
    product_id: number | null;
    unit: BudgetUnit;
    /**
     * How much may be spent in a period, as decimal text.
     */
    limit: string;
    period: BudgetPeriod;
    time_zone: string;
    /**
     * The shares of the limit that send `budget.warning`.
     */
    warn_at: Array<number>;
    when_used_up: WhenUsedUp;
    /**
     * A budget of the operator cannot be changed with a key of the tenant.
     */
    set_by: 'operator' | 'tenant';
    /**
     * Held for accepted jobs with a paid call still to be made.
     */
    reserved: string;
    /**
     * Paid calls of this period, those with an unknown bill included.
     */
    spent: string;
    /**
     * The limit without `reserved` and `spent`, at least 0.
     */
    left: string;
    /**
     * Jobs that wait for this budget.
     */
    waiting_jobs: number;
    /**
     * When the current period began.
     */
    period_start: string;
    /**
     * When the next one begins. Null for `total`.
     */
    period_end: string | null;
    /**
     * When the budget was created: earlier calls are not counted.
     */
    counting_since: string;
};

/**
 * `generations`, `downloads`, the downloads of one size (`downloads.4k`), or `cost` by the prices of the operator.
 */
export type BudgetUnit = string;

/**
 * When the budget is full again: each day, each Monday, each first of the month, or never (`total`).
 */
export type BudgetPeriod = 'day' | 'week' | 'month' | 'total';

/**
 * `reject`: a job without room is refused (402). `wait`: it is accepted and waits with `reason` `budget`.
 */
export type WhenUsedUp = 'reject' | 'wait';

/**
 * Getty's generation history compared with our records.
 */
export type Reconciliation = {
    id: ReconciliationId;
    object: 'reconciliation';
    status: 'running' | 'completed' | 'failed';
    /**
     * Whose jobs it covers; null: all of the account.
     */
    tenant: string | null;
    /**
     * What started it.
     */
    trigger: 'daily' | 'request';
    /**
     * Whose generations Getty showed: those of our credentials' user, or of the whole company. null: Getty was not asked yet.
     */
    scope: 'user' | 'company' | null;
    from: string;
    to: string;
    counts: {
        matched: number;
        ours_only: number;
        getty_only: number;
        different: number;
    };
    /**
     * What Getty's entries cost beyond what our records count as charged; negative: less. null without prices.
     */
    cost_difference: string | null;
    currency: string | null;
    /**
     * The first of them, at most 1,000; in events and lists at most 100.
     */
    differences: Array<Difference>;
    /**
     * How many more there are.
     */
    differences_omitted: number;
    /**
     * Entries that cannot be compared: without a readable id, or older than our records. They are no differences.
     */
    not_compared: number;
    /**
     * How far it has come.
     */
    progress: {
        /**
         * What it does now, or `waiting` before the first step.
         */
        step: 'waiting' | 'getty' | 'ours' | 'checking' | 'done';
        /**
         * Pages read of Getty's history.
         */
        pages: number;
        /**
         * Different entries on them.
         */
        entries: number;
        /**
         * Jobs of ours that were looked at.
         */
        jobs: number;
        /**
         * When it goes on, if it waits for Getty or for a late entry.
         */
        resume_at: string | null;
    };
    error: {
        code: 'getty_refused' | 'getty_unavailable' | 'too_many_entries';
        message: string;
    } | null;
    created_at: string;
    completed_at: string | null;
};

/**
 * The id of a reconciliation.
 */
export type ReconciliationId = string;

/**
 * One paid generation on which Getty and Darkroom disagree.
 */
export type Difference = {
    kind: DifferenceKind;
    /**
     * Getty's id, where it is known.
     */
    generation_request_id: string | null;
    /**
     * Our job; null if none of our jobs has it.
     */
    job_id: JobId | null;
    /**
     * Of `different`: what disagrees. `billing`: our record says that nothing was charged, or that it is unknown.
     */
    fields: Array<'generation_request_id' | 'operation' | 'prompt' | 'product_id' | 'project_code' | 'notes' | 'billing'>;
    /**
     * The price of this generation; null without a price.
     */
    cost: string | null;
};

/**
 * `ours_only`: our record of a paid call that Getty does not show. `getty_only`: a generation that Getty shows, and that none of our records has. `different`: both have it, and disagree.
 */
export type DifferenceKind = 'ours_only' | 'getty_only' | 'different';

export type EndpointRequest = {
    /**
     * Where to send them: `http://` or `https://`, without user name and password, on the public internet.
     */
    url: string;
    /**
     * Which events to send. Unset: the ends of jobs, `held` and `batch.completed`.
     */
    events?: Array<EventPattern> | null | undefined;
    /**
     * A name for people.
     */
    description?: string | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * A secret of your own. Unset: Darkroom creates one.
     */
    secret?: string | null | undefined;
};

export type EndpointWithSecret = {
    id: EndpointId;
    object: 'endpoint';
    /**
     * The tenant that it belongs to.
     */
    tenant: string;
    /**
     * Where to send them: `http://` or `https://`, without user name and password, on the public internet.
     */
    url: string;
    /**
     * Which events to send, also as `*` or `generation.*`. `null`: the ends of jobs, `held` and `batch.completed`.
     */
    events: Array<EventPattern> | null;
    /**
     * A name for people.
     */
    description: string | null;
    metadata: {
        [key: string]: unknown;
    } | null;
    status: 'enabled' | 'disabled';
    disabled: {
        /**
         * `gone`: it answered 410. `failing`: nothing succeeded for days. `by_caller`: you disabled it.
         */
        reason: 'gone' | 'failing' | 'by_caller';
        at: string;
    } | null;
    /**
     * Until then webhooks carry a second signature, made with the previous secret.
     */
    previous_secret_expires_at: string | null;
    /**
     * When it last accepted a webhook.
     */
    last_success_at: string | null;
    /**
     * The first failure since the last success.
     */
    failing_since: string | null;
    created_at: string;
    updated_at: string;
    /**
     * The secret that verifies its webhooks. Store it: it is not shown again.
     */
    secret: string;
};

/**
 * One page of endpoints, newest first.
 */
export type EndpointPage = {
    data: Array<Endpoint>;
    next_cursor: string | null;
};

export type EndpointChange = {
    /**
     * Where to send them: `http://` or `https://`, without user name and password, on the public internet.
     */
    url?: string | undefined;
    /**
     * Which events to send, also as `*` or `generation.*`. `null`: the ends of jobs, `held` and `batch.completed`.
     */
    events?: Array<EventPattern> | null | undefined;
    /**
     * A name for people.
     */
    description?: string | null | undefined;
    metadata?: {
        [key: string]: unknown;
    } | null | undefined;
    /**
     * `disabled` ends its pending deliveries. `enabled` clears earlier failures; use `recover` to send what was missed.
     */
    status?: 'enabled' | 'disabled' | null | undefined;
};

/**
 * One event on its way to one receiver.
 */
export type Delivery = {
    id: DeliveryId;
    object: 'delivery';
    /**
     * The tenant that it belongs to.
     */
    tenant: string;
    /**
     * The `webhook-id` of every try.
     */
    event_id: EventId;
    event_type: EventType;
    /**
     * The job that the event is about.
     */
    job_id: JobId | null;
    /**
     * The batch that the event is about.
     */
    batch_id: BatchId | null;
    /**
     * null: it goes to the webhook that the job or batch names.
     */
    endpoint_id: EndpointId | null;
    url: string;
    status: DeliveryStatus;
    /**
     * How many tries were made, in all rounds.
     */
    attempt_count: number;
    next_attempt_at: string | null;
    created_at: string;
    finished_at: string | null;
    /**
     * The latest tries, first to last, at most 30.
     */
    attempts: Array<DeliveryAttempt>;
    request: DeliveryRequest;
};

/**
 * The id of a delivery.
 */
export type DeliveryId = string;

/**
 * * `pending`: the receiver has not accepted it yet; `next_attempt_at` is the time of the next try.
 * * `delivered`: answered with 2xx.
 * * `failed`: its tries are used up.
 * * `refused`: the receiver answered 410, its address may not be called, or its endpoint was disabled or deleted.
 */
export type DeliveryStatus = 'pending' | 'delivered' | 'failed' | 'refused';

export type DeliveryAttempt = {
    at: string;
    /**
     * Counted from 1, over all rounds.
     */
    attempt: number;
    /**
     * The HTTP status; null without an answer.
     */
    status: number | null;
    duration_ms: number;
    error: string | null;
    /**
     * The first KiB of the answer, kept for the latest tries of an event. Signatures and secrets are redacted.
     */
    response: string | null;
};

export type DeliveryRequest = {
    /**
     * Headers, with the signature redacted.
     */
    headers: {
        [key: string]: string;
    };
    /**
     * The exact text of each try.
     */
    body: string;
};

export type RotateRequest = {
    /**
     * How long the previous secret still signs beside the new one, at most 7 days. Unset: `24h`. `0s`: not at all.
     */
    overlap?: string | null | undefined;
    /**
     * A secret of your own. Unset: Darkroom creates one.
     */
    secret?: string | null | undefined;
};

export type RecoverRequest = {
    /**
     * Start of the period, at most 72 hours back.
     */
    since: string;
};

export type Recovery = {
    object: 'recovery';
    endpoint_id: EndpointId;
    since: string;
    /**
     * Events without a delivery to this endpoint that now have one.
     */
    opened: number;
    /**
     * Deliveries that had failed or were refused and are now tried again.
     */
    sent_again: number;
    /**
     * More events are left than one call covers: call again with this as `since`.
     */
    next_since: string | null;
};

export type WebhookSecret = {
    object: 'webhook_secret';
    /**
     * The secret that verifies them. Only your tenant has it.
     */
    secret: string;
    /**
     * Until then they also carry a signature with the previous secret.
     */
    previous_secret_expires_at: string | null;
    /**
     * When this secret took effect.
     */
    rotated_at: string;
};

export type RotateWebhookSecretRequest = {
    /**
     * How long the previous secret still signs beside the new one, at most 7 days. Unset: `24h`. `0s`: not at all.
     */
    overlap?: string | null | undefined;
};

/**
 * One page of deliveries, newest first, with their tries counted.
 */
export type DeliveryPage = {
    data: Array<ListedDelivery>;
    next_cursor: string | null;
};

/**
 * A delivery in a list.
 */
export type ListedDelivery = {
    id: DeliveryId;
    object: 'delivery';
    /**
     * The tenant that it belongs to.
     */
    tenant: string;
    /**
     * The `webhook-id` of every try.
     */
    event_id: EventId;
    event_type: EventType;
    /**
     * The job that the event is about.
     */
    job_id: JobId | null;
    /**
     * The batch that the event is about.
     */
    batch_id: BatchId | null;
    /**
     * null: it goes to the webhook that the job or batch names.
     */
    endpoint_id: EndpointId | null;
    url: string;
    status: DeliveryStatus;
    /**
     * How many tries were made, in all rounds.
     */
    attempt_count: number;
    next_attempt_at: string | null;
    created_at: string;
    finished_at: string | null;
};

/**
 * One page of the audit, newest first.
 */
export type AuditPage = {
    data: Array<AuditEntry>;
    next_cursor: string | null;
};

/**
 * Who did what, when and from where.
 */
export type AuditEntry = {
    /**
     * Later entries have later ids: compare both numbers.
     */
    id: string;
    object: 'audit_entry';
    at: string;
    /**
     * The tenant that it concerns. `null`: none, as for a login. Only the operator sees these entries.
     */
    tenant: string | null;
    actor: Actor;
    action: AuditAction;
    target: {
        type: 'job' | 'batch' | 'endpoint' | 'delivery' | 'webhook_secret' | 'key' | 'budget' | 'person' | 'reconciliation' | 'file' | 'limit';
        id: string;
    };
    /**
     * Where the request came from, as `TRUST_PROXY` allows to know it.
     */
    ip: string | null;
    /**
     * The `X-Request-Id` of the request. Entries of one request share it.
     */
    request_id: string | null;
    /**
     * The note that the caller gave.
     */
    note: string | null;
    changes: AuditChanges;
};

/**
 * Who did it: an API key, a person in the dashboard, or Darkroom itself.
 */
export type Actor = {
    type: 'key' | 'person' | 'system';
    /**
     * The id of the API key, or the name under which the person logged in.
     */
    id: string;
    name: string;
};

/**
 * What was done (docs/audit.md).
 */
export type AuditAction = 'batch.cancel' | 'budget.delete' | 'budget.put' | 'delivery.redeliver' | 'endpoint.change' | 'endpoint.create' | 'endpoint.delete' | 'endpoint.read_secret' | 'endpoint.recover' | 'endpoint.rotate' | 'endpoint.test' | 'file.delete' | 'job.cancel' | 'job.change' | 'job.remove' | 'job.resolve' | 'job.retry' | 'key.change' | 'key.create' | 'key.revoke' | 'limit.try' | 'person.change' | 'person.create' | 'person.end_sessions' | 'person.invite' | 'person.login' | 'person.login_refused' | 'person.remove' | 'person.set_password' | 'reconciliation.start' | 'webhook_secret.read' | 'webhook_secret.rotate';

/**
 * Changed fields, with the value before and after. A field whose values are not kept (secrets, `metadata`) is named without them. Of a URL, only the origin is kept.
 */
export type AuditChanges = {
    [key: string]: {
        before?: string | number | boolean | null | Array<string> | undefined;
        after?: string | number | boolean | null | Array<string> | undefined;
    };
};

export type KeyRequest = {
    /**
     * A name for people, such as the program that uses the key.
     */
    name: string;
    /**
     * What the key may do. You can only grant what your own key may do.
     */
    scopes: Array<Scope>;
    /**
     * From then on the key is refused. Unset: never.
     */
    expires_at?: string | null | undefined;
    /**
     * How many requests it may make in a minute. Unset: the `API_RATE_LIMIT` of the operator.
     */
    rate_limit?: number | null | undefined;
};

/**
 * What an API key may do; no scope includes another. `read`: every GET that no other scope names. `submit`: generations, downloads and batches. `manage`: cancel, retry, resolve, change and remove jobs. `webhooks`: endpoints, deliveries and the webhook secret, their GETs included. `admin`: keys, budgets, audit and reconciliation, their GETs included.
 */
export type Scope = 'read' | 'submit' | 'manage' | 'webhooks' | 'admin';

export type CreatedKey = {
    id: KeyId;
    object: 'key';
    /**
     * The tenant that it belongs to.
     */
    tenant: string;
    /**
     * A name for people.
     */
    name: string;
    /**
     * How the key begins.
     */
    prefix: string;
    /**
     * What it may do.
     */
    scopes: Array<Scope>;
    /**
     * How many requests it may make in a minute. `null`: the `API_RATE_LIMIT` of the operator.
     */
    rate_limit: number | null;
    /**
     * From then on it is refused. `null`: never.
     */
    expires_at: string | null;
    /**
     * When it was last used, some seconds late.
     */
    last_used_at: string | null;
    /**
     * Since when it is refused.
     */
    revoked_at: string | null;
    /**
     * `environment`: the operator has set it in `DARKROOM_API_KEYS`. It cannot be changed or revoked here.
     */
    source: 'api' | 'environment';
    /**
     * When it was created; of an `environment` key: when it was first seen.
     */
    created_at: string;
    /**
     * The key itself. Store it: it is not shown again. Missing where an `Idempotency-Key` repeats the request.
     */
    key?: string | undefined;
};

/**
 * The id of an API key. It is no secret.
 */
export type KeyId = string;

/**
 * One page of keys.
 */
export type KeyPage = {
    data: Array<Key>;
    next_cursor: string | null;
};

/**
 * An API key. The key itself is shown once, when it is created.
 */
export type Key = {
    id: KeyId;
    object: 'key';
    /**
     * The tenant that it belongs to.
     */
    tenant: string;
    /**
     * A name for people.
     */
    name: string;
    /**
     * How the key begins.
     */
    prefix: string;
    /**
     * What it may do.
     */
    scopes: Array<Scope>;
    /**
     * How many requests it may make in a minute. `null`: the `API_RATE_LIMIT` of the operator.
     */
    rate_limit: number | null;
    /**
     * From then on it is refused. `null`: never.
     */
    expires_at: string | null;
    /**
     * When it was last used, some seconds late.
     */
    last_used_at: string | null;
    /**
     * Since when it is refused.
     */
    revoked_at: string | null;
    /**
     * `environment`: the operator has set it in `DARKROOM_API_KEYS`. It cannot be changed or revoked here.
     */
    source: 'api' | 'environment';
    /**
     * When it was created; of an `environment` key: when it was first seen.
     */
    created_at: string;
};

export type KeyChange = {
    /**
     * A name for people, such as the program that uses the key.
     */
    name?: string | undefined;
    /**
     * What the key may do. You can only grant what your own key may do.
     */
    scopes?: Array<Scope> | undefined;
    /**
     * From then on the key is refused. `null`: never.
     */
    expires_at?: string | null | undefined;
    /**
     * How many requests it may make in a minute. `null`: the `API_RATE_LIMIT` of the operator.
     */
    rate_limit?: number | null | undefined;
};

/**
 * Which time to compare.
 */
export type ReconciliationRequest = {
    /**
     * Paid calls from this instant on. A date means its beginning (UTC).
     */
    from: string | string;
    /**
     * Paid calls before this instant. A date is included: its end (UTC).
     */
    to: string | string;
};

/**
 * One page of reconciliations, newest first, each with at most 10 differences.
 */
export type ReconciliationPage = {
    data: Array<Reconciliation>;
    next_cursor: string | null;
};

/**
 * Paid calls, counted by the day on which they were made.
 */
export type Usage = {
    object: 'usage';
    /**
     * The first day.
     */
    from: string;
    /**
     * The last day; it is included.
     */
    to: string;
    group_by: Array<UsageGroup>;
    /**
     * The currency of `cost`. Null where no prices are set.
     */
    currency: string | null;
    /**
     * A row for each group, in the order of `group_by`.
     */
    data: Array<UsageRow>;
    total: UsageCounts;
};

/**
 * What usage can be grouped by.
 */
export type UsageGroup = 'day' | 'tenant' | 'key' | 'project_code' | 'product_id' | 'operation' | 'size_name' | 'billing';

/**
 * The paid calls of one group. It has the fields of `group_by`.
 */
export type UsageRow = {
    /**
     * The day, in UTC, on which the calls were made.
     */
    day?: string | undefined;
    tenant?: string | undefined;
    /**
     * The id of the API key that submitted the job.
     */
    key?: string | null | undefined;
    project_code?: string | null | undefined;
    product_id?: number | '(other)' | null | undefined;
    /**
     * The operation of a generation; null for downloads.
     */
    operation?: string | null | undefined;
    /**
     * The size of a download; null for generations.
     */
    size_name?: string | null | undefined;
    billing?: BillingState | undefined;
    /**
     * Paid calls of generations that cost, or may cost.
     */
    generations: number;
    /**
     * Paid calls of downloads that cost, or may cost.
     */
    downloads: number;
    /**
     * Calls that Getty refused.
     */
    not_charged: number;
    charged: number;
    may_be_charged: number;
    /**
     * Calls with an unknown outcome.
     */
    unknown: number;
    /**
     * What the calls that cost, or may cost, amount to, as decimal text. Null where no prices are set. Calls without a price add 0.
     */
    cost: string | null;
};

/**
 * How many paid calls, by their bill.
 */
export type UsageCounts = {
    /**
     * Paid calls of generations that cost, or may cost.
     */
    generations: number;
    /**
     * Paid calls of downloads that cost, or may cost.
     */
    downloads: number;
    /**
     * Calls that Getty refused.
     */
    not_charged: number;
    charged: number;
    may_be_charged: number;
    /**
     * Calls with an unknown outcome.
     */
    unknown: number;
    /**
     * What the calls that cost, or may cost, amount to, as decimal text. Null where no prices are set. Calls without a price add 0.
     */
    cost: string | null;
};

/**
 * One page of budgets, by tenant and id.
 */
export type BudgetPage = {
    data: Array<Budget>;
    next_cursor: string | null;
};

/**
 * A budget: what it counts, how much, and in which period.
 */
export type PutBudget = {
    /**
     * Only calls under this project. Unset: all projects.
     */
    project_code?: string | null | undefined;
    /**
     * Only calls that this product pays. Unset: all products.
     */
    product_id?: number | null | undefined;
    unit: BudgetUnit;
    /**
     * How much may be spent in a period, as decimal text; `cost` with up to six decimals.
     */
    limit: string | number;
    period: BudgetPeriod;
    /**
     * Where days begin. Default `UTC`.
     */
    time_zone?: string | null | undefined;
    /**
     * The shares of the limit that send `budget.warning`. Default `[0.8]`; `[]` for none.
     */
    warn_at?: Array<number> | null | undefined;
    /**
     * Default `reject`.
     */
    when_used_up?: WhenUsedUp | null | undefined;
};

export type ListJobsQuery = {
    /**
     * Only generations, or only downloads. Several values separated by commas match any of them.
     */
    type?: string | undefined;
    /**
     * Only jobs with this status now. Several values separated by commas match any of them.
     */
    status?: string | undefined;
    /**
     * Only jobs that are queued for this reason. Several values separated by commas match any of them.
     */
    reason?: string | undefined;
    /**
     * Only generations with this operation at Getty. Several values separated by commas match any of them.
     */
    operation?: string | undefined;
    /**
     * Only those with this bill. Several values separated by commas match any of them.
     */
    billing?: string | undefined;
    /**
     * Only those of this batch.
     */
    batch_id?: BatchId | undefined;
    /**
     * Only the downloads of this generation.
     */
    parent_id?: JobId | undefined;
    /**
     * Only the generations made from this one.
     */
    source_job_id?: JobId | undefined;
    /**
     * Only the generation with this id at Getty, and the downloads of its images.
     */
    generation_request_id?: string | undefined;
    /**
     * Only those under this project code.
     */
    project_code?: string | undefined;
    /**
     * Only those under this product.
     */
    product_id?: number | undefined;
    /**
     * Only those created after this instant.
     */
    created_after?: string | undefined;
    /**
     * Only those created before this instant.
     */
    created_before?: string | undefined;
    /**
     * Only jobs with this in their metadata: `metadata[order]=1`. The first 8 fields of a job's metadata that are text, numbers, true or false are searched.
     */
    metadata?: {
        [key: string]: string;
    } | undefined;
    /**
     * The id of a job or a batch; or Getty's id of a generation; or prefixes of words. Each prefix must match one of the first 20 distinct words of the prompt. Accents do not matter.
     */
    q?: string | undefined;
    /**
     * How many at most. Default 25.
     */
    limit?: number | undefined;
    /**
     * The `next_cursor` of the previous page.
     */
    cursor?: string | undefined;
};

export type RemoveJobQuery = {
    /**
     * Keeps the files that the archive has of the job. A copy that is not finished is given up.
     */
    keep_archive?: 'true' | 'false' | undefined;
};

export type ListBatchesQuery = {
    /**
     * How many at most. Default 25.
     */
    limit?: number | undefined;
    /**
     * The `next_cursor` of the previous page.
     */
    cursor?: string | undefined;
};

export type ListFilesQuery = {
    /**
     * How many at most. Default 25.
     */
    limit?: number | undefined;
    /**
     * The `next_cursor` of the previous page.
     */
    cursor?: string | undefined;
};

export type FollowEventsQuery = {
    /**
     * Continue after this event. In a stream, `Last-Event-ID` wins.
     */
    after?: EventId | undefined;
    /**
     * Only these events: types or wildcards (`*`, `generation.*`) separated by commas.
     */
    types?: string | undefined;
    /**
     * How many at most. Default 100.
     */
    limit?: number | undefined;
};

export type FollowJobQuery = {
    /**
     * Continue after this event. In a stream, `Last-Event-ID` wins.
     */
    after?: EventId | undefined;
    /**
     * Only these events: types or wildcards (`*`, `generation.*`) separated by commas.
     */
    types?: string | undefined;
    /**
     * How many at most. Default 100.
     */
    limit?: number | undefined;
};

export type ListEndpointsQuery = {
    /**
     * How many at most. Default 25.
     */
    limit?: number | undefined;
    /**
     * The `next_cursor` of the previous page.
     */
    cursor?: string | undefined;
};

export type ListDeliveriesQuery = {
    /**
     * Only those about this job.
     */
    job_id?: JobId | undefined;
    /**
     * Only those to this endpoint: its latest 10,000.
     */
    endpoint_id?: EndpointId | undefined;
    /**
     * Only deliveries with this status now. Several values separated by commas match any of them.
     */
    status?: string | undefined;
    /**
     * How many at most. Default 25.
     */
    limit?: number | undefined;
    /**
     * The `next_cursor` of the previous page.
     */
    cursor?: string | undefined;
};

export type ListAuditQuery = {
    /**
     * Only actions of this key or person, by `actor.id`.
     */
    actor?: string | undefined;
    /**
     * Only these actions, separated by commas, or all of a kind, such as `job.*`.
     */
    action?: string | undefined;
    /**
     * Only actions on this job, batch, endpoint, …, by `target.id`.
     */
    target?: string | undefined;
    /**
     * Only entries at or after this instant, or from this day (UTC) on.
     */
    from?: string | undefined;
    /**
     * Only entries at or before this instant, or until the end of this day (UTC).
     */
    to?: string | undefined;
    /**
     * How many at most. Default 25.
     */
    limit?: number | undefined;
    /**
     * The `next_cursor` of the previous page.
     */
    cursor?: string | undefined;
};

export type ListKeysQuery = {
    /**
     * How many at most. Default 25.
     */
    limit?: number | undefined;
    /**
     * The `next_cursor` of the previous page.
     */
    cursor?: string | undefined;
};

export type ListReconciliationsQuery = {
    /**
     * How many at most. Default 25.
     */
    limit?: number | undefined;
    /**
     * The `next_cursor` of the previous page.
     */
    cursor?: string | undefined;
};

export type GetUsageQuery = {
    /**
     * The first day, in UTC. Default: the first of the month of `to`, or of this month.
     */
    from?: string | undefined;
    /**
     * The last day, in UTC; it is included. Default: the last day of this month, or 13 months after `from`.
     */
    to?: string | undefined;
    /**
     * What to group by. Without it, there is one row. Several values separated by commas match any of them.
     */
    group_by?: string | undefined;
    /**
     * Only calls submitted with the API key of this id. Empty: those without one.
     */
    key?: string | undefined;
    /**
     * Only calls under this project code. Empty: those without one.
     */
    project_code?: string | undefined;
    /**
     * Only calls under this product. Empty: those without one.
     */
    product_id?: string | undefined;
    /**
     * Only calls of generations with this operation. Empty: those without one.
     */
    operation?: string | undefined;
    /**
     * Only calls of downloads in this size. Empty: those without one.
     */
    size_name?: string | undefined;
    /**
     * Only calls with this bill.
     */
    billing?: BillingState | undefined;
};

export type ListBudgetsQuery = {
    /**
     * How many at most. Default 100.
     */
    limit?: number | undefined;
    /**
     * The `next_cursor` of the previous page.
     */
    cursor?: string | undefined;
};
