import { isCalm } from '../calm.ts';
import type { World } from '../world.ts';
import type { Invariant, Violation } from './invariant.ts';

/** How many slots more than a waiting tenant another one may be given while it waits. */
const MOST_AHEAD = 5;
/** A first try may wait so long, whatever the endpoints of others do. */
const MOST_WEBHOOK_MS = 60_000;

/** While nothing disturbs the world, no tenant waits for more than its fair share: of slots, and of deliveries. */
export const fairShare: Invariant = {
  name: 'no tenant waits more than its fair share',
  end: (world) => [...judgeSlots(world), ...judgeWebhooks(world)],
};

/** While a tenant stands in line, no other is given more slots than it by more than a few. */
function judgeSlots(world: World): Violation[] {
  const { ledger, book, plan, account } = world;
  // Slots that Getty then refuses are shared fairly, and what Getty takes of them is chance.
  if (Number(plan.settings['GETTY_MAX_PENDING'] ?? 0) > account.settings.pending) return [];
  const wrong: Violation[] = [];
  const made = [...ledger.made.values()].map(({ at, notes }) => ({ at, id: /\[darkroom:(job_\w+)\./.exec(notes ?? '')?.[1] ?? '' }));
  let next = 0;
  let before = new Map<string, string>();
  /** For each tenant that waits: how many slots each was given since. */
  const waits = new Map<string, Map<string, number>>();

  for (const { at, inLine, slots } of world.witness.sights()) {
    const given = [...slots].filter(([id]) => !before.has(id)).map(([, tenant]) => tenant);
    // Some slots come and go between two looks.
    for (; next < made.length && made[next]!.at <= at; next++) {
      const { id } = made[next]!;
      const tenant = book.accepted.get(id)?.tenant;
      if (tenant !== undefined && !slots.has(id) && !before.has(id)) given.push(tenant);
    }
    before = slots;
    for (const tenant of waits.keys()) if (!inLine.includes(tenant) || !isCalm(world, at)) waits.delete(tenant);
    for (const [waiting, counts] of waits) {
      for (const tenant of given) counts.set(tenant, (counts.get(tenant) ?? 0) + 1);
      const own = counts.get(waiting) ?? 0;
      for (const [tenant, count] of counts) {
        if (count - own <= MOST_AHEAD) continue;
        const second = Math.round((at - world.time.startAt) / 1_000);
        wrong.push({
          says: `until second ${second} ${tenant} got ${count} slots, while ${waiting} waited and got ${own}`,
          about: [waiting],
        });
      }
    }
    if (isCalm(world, at)) for (const tenant of inLine) if (!waits.has(tenant)) waits.set(tenant, new Map());
  }
  return wrong;
}

/** A receiver that always answers hears of each event soon, whatever the endpoints of other tenants do. */
function judgeWebhooks(world: World): Violation[] {
  // A scenario starts its notifier late.
  if (world.plan.notifiers.length === 0) return [];
  const { book, internet } = world;
  const events = new Map(book.events().map((event) => [event.id, event]));
  const heard = new Set<string>();
  const wrong: Violation[] = [];
  for (const { host, id, at } of internet.received) {
    const event = events.get(id);
    if (heard.has(`${host} ${id}`) || !event) continue;
    heard.add(`${host} ${id}`);
    // Endpoints that are moved, or catch up on what they missed, hear late.
    const standing = book.endpoints.find((endpoint) => endpoint.host === host);
    const isMeant = standing ? event.at > standing.madeAt : host.endsWith('.hooks.example');
    const isHonest = world.plan.tenants.some(({ name, hostile }) => name === event.fields['tenant'] && !hostile);
    if (!isMeant || !isHonest || internet.mannerOf(host) !== 'well' || !isCalm(world, event.at) || !isCalm(world, at)) continue;
    if (at - event.at > MOST_WEBHOOK_MS)
      wrong.push({ says: `${host} heard of ${id} only after ${at - event.at} ms`, about: [event.subject] });
  }
  return wrong;
}
