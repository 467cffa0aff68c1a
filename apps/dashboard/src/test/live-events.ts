import type { NewestAside, TenantCounts } from '@darkroom/queue';

import type { JobCard } from '../jobs/job-card.ts';
import { BASIC } from './dashboard-world.ts';

/** The fields that the events have, together. */
export type LiveEvent = {
  event: string;
  data: { jobs?: JobCard[]; isPart?: boolean; counts?: TenantCounts; aside?: NewestAside; available?: boolean };
};

/** Collects the events of the live page. Disposing disconnects. */
export async function watchLive(url: string, headers: Record<string, string> = { authorization: BASIC }) {
  const hangUp = new AbortController();
  const response = await fetch(`${url}/live`, { headers, signal: hangUp.signal });
  const events: LiveEvent[] = [];
  let rest = '';
  const reading = (async () => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = `${rest}${chunk}`.split('\n\n');
      rest = blocks.pop()!;
      for (const block of blocks) {
        const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
        if (event && data) events.push({ event, data: JSON.parse(data) });
      }
    }
  })();
  const ended = reading.catch(() => undefined); // hanging up and a stopping server both break the stream off

  return {
    response,
    events,
    /** Resolves when the stream is over. */
    ended,
    of: (event: string) => events.filter((each) => each.event === event).map(({ data }) => data),
    /** Every card sent so far, the newest last. */
    cards: () => events.flatMap(({ data }) => data.jobs ?? []),
    async [Symbol.asyncDispose]() {
      hangUp.abort();
      await ended;
    },
  };
}
