import { isDefaultEvent, type GenerationRequest, type WebhookEventType } from '@darkroom/contracts';

import type { World } from '../world.ts';
import type { Invariant } from './invariant.ts';
import { readRecords } from './records.ts';

/** Every event reaches every receiver that answers, under the id of the event. */
export const webhooksArrive: Invariant = {
  name: 'events reach every receiver that answers',
  end: async (world) => {
    const { specs } = await readRecords(world);
    const heard = new Set(world.internet.received.filter(({ answered }) => answered).map(({ host, id }) => `${host} ${id}`));
    return world.book.events().flatMap((event) => {
      if (world.book.removed.has(event.subject)) return [];
      if (!isDefaultEvent(event.type as WebhookEventType)) return [];
      const own = event.about === 'job' ? hostOf(specs.get(event.subject)?.webhook) : undefined;
      const hosts = [...(own === undefined ? [] : [own]), ...standingHosts(world, event.fields['tenant'] ?? '', event.at)];
      return hosts
        .filter((host) => world.internet.mannerOf(host) === 'well' && !heard.has(`${host} ${event.id}`))
        .map((host) => ({ says: `${host} never heard of ${event.type} of ${event.subject} (${event.id})`, about: [event.subject] }));
    });
  },
};

/** Those of a tenant's endpoints that were there at that instant, and still are. */
function standingHosts(world: World, tenant: string, at: number): string[] {
  const kept = (madeAt: number): boolean => !world.losses.some((loss) => madeAt > loss.backTo && madeAt <= loss.at);
  return world.book.endpoints
    .filter((endpoint) => endpoint.tenant === tenant && at > endpoint.madeAt && kept(endpoint.madeAt))
    .map(({ host }) => host);
}

function hostOf(webhook: GenerationRequest['webhook']): string | undefined {
  return webhook && new URL(webhook.url).hostname;
}
