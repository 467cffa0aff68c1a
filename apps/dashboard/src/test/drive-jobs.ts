import type { DownloadResult, GenerationResult, JobId, PaidCall } from '@darkroom/contracts';
import { newJobId, type Change, type NewJob, type Pass, type Store } from '@darkroom/queue';

/** Does to records what a worker does, one visible step at a time. */
export type JobDriver = ReturnType<typeof driveJobs>;

const DAY_MS = 86_400_000;

export function driveJobs(store: Store, options: { pictureUrl: (index: number) => string; now?: () => number }) {
  const now = options.now ?? Date.now;
  const at = () => new Date(now()).toISOString();
  const passes = new Map<JobId, Pass>();

  const accept = async (over: Partial<NewJob> = {}): Promise<JobId> => {
    const createdAt = now();
    const job = { id: newJobId(), type: 'generation', tenant: 'acme', request: { prompt: 'a red fox in snow' }, createdAt } as const;
    await store.jobs.accept({ ...job, deadlineAt: createdAt + DAY_MS, ...over });
    return over.id ?? job.id;
  };

  const begin = async (id: JobId): Promise<Pass> => {
    const record = await store.jobs.get(id);
    const pass = await store.passes.begin(id, record?.run ?? 1);
    if (typeof pass === 'string') throw new Error(`${id} cannot begin: ${pass}`);
    passes.set(id, pass);
    return pass;
  };

  /** The paid call is on the wire. */
  const submit = async (id: JobId, given?: PaidCall): Promise<string> => {
    const pass = await begin(id);
    const call = given ?? (pass.record.type === 'download' ? 'start_download' : 'generate');
    const { intent } = await store.passes.intend(pass, call);
    return intent;
  };

  /** Getty answers 202. */
  const wait = async (id: JobId): Promise<void> => {
    const intent = await submit(id);
    const record = passes.get(id)!.record;
    await store.passes.settle(passes.get(id)!, intent, {
      status: 'waiting',
      set: { accepted_at: now(), ...(record.type === 'generation' && { getty_id: `g-${id.slice(-6)}` }) },
      billing: { state: 'charged', because: 'getty_accepted' },
      event: `${record.type}.waiting`,
      timeline: { at: at(), event: 'accepted_by_getty', because: 'getty_accepted' },
      dueAt: now(),
    });
  };

  const poll = async (id: JobId): Promise<void> => {
    const pass = await begin(id);
    const polls = pass.record.polls + 1;
    const timeline = { at: at(), event: 'polled', status: 202 } as const;
    await store.passes.advance(pass, { set: { polls, last_status: 202 }, timeline, polled: true, dueAt: now() + 1_000 });
  };

  const end = async (id: JobId, change: Change & { status: 'succeeded' | 'failed' | 'held' | 'expired' }): Promise<void> => {
    const pass = await begin(id);
    const event = `${pass.record.type}.${change.status}` as const;
    await store.passes.advance(pass, { event, timeline: { at: at(), event: change.status }, ...change });
  };

  /** Four pictures; those in `blocked` without. */
  const generated = (id: JobId, { blocked = [] as number[], urlExpiresAt = now() + DAY_MS } = {}): GenerationResult => ({
    generation_request_id: `g-${id.slice(-6)}`,
    seed: 7,
    images: [0, 1, 2, 3].map((index) => ({
      index,
      is_blocked: blocked.includes(index),
      preview_urls: blocked.includes(index)
        ? []
        : [{ preview_size: 'preview', image_url: options.pictureUrl(index), width: 512, height: 384 }],
      url: null,
    })),
    url_expires_at: new Date(urlExpiresAt).toISOString(),
  });

  const succeed = async (id: JobId, result: GenerationResult | DownloadResult = generated(id)): Promise<void> => {
    const timeline = { at: at(), event: 'succeeded', ...('images' in result && { images: result.images.length }) } as const;
    await end(id, { status: 'succeeded', result, timeline });
  };

  return { accept, begin, submit, wait, poll, end, succeed, generated };
}
