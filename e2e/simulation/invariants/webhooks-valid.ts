import { createHmac } from 'node:crypto';

import { Event } from '@darkroom/contracts';

import type { Received } from '../receivers/internet.ts';
import type { World } from '../world.ts';
import type { Invariant, Violation } from './invariant.ts';

const Body = Event.omit({ id: true });

/** What receivers are sent is what the contract says, and bears a signature by which its tenant can verify it. */
export const webhooksValid: Invariant = {
  name: 'webhooks are valid and signed',
  end: async (world) => {
    const secrets = await secretsOf(world);
    // A Redis that lost its last writes may have lost a secret that was just made.
    const known = ({ at }: Received): boolean => world.losses.every((loss) => at > loss.at);
    // One body goes to many receivers, again and again.
    const bodies = new Map<string, string | undefined>();
    return world.internet.received.flatMap((received): Violation[] => {
      const { host, id, body } = received;
      if (!bodies.has(body)) bodies.set(body, faultOf(body));
      const fault = bodies.get(body) ?? (!known(received) || isSigned(received, secrets) ? undefined : 'bears no signature of its tenant');
      return fault === undefined ? [] : [{ says: `what ${host} was sent as ${id} ${fault}`, about: [id] }];
    });
  },
};

function faultOf(body: string): string | undefined {
  const read = Body.safeParse(JSON.parse(body));
  if (read.success) return undefined;
  const [issue] = read.error.issues;
  return `is not what the contract says: ${issue?.path.join('.')} ${issue?.message}`;
}

function isSigned({ headers, body }: Received, secrets: Buffer[]): boolean {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const given = headers['webhook-signature']?.split(' ') ?? [];
  return secrets.some((secret) => given.includes(`v1,${createHmac('sha256', secret).update(signed).digest('base64')}`));
}

/** The secret of all endpoints, and all that tenants have or had for the webhooks of their jobs, as the world remembers them. */
async function secretsOf({ redis, plan, secretBox, secrets, endpointSecret, book }: World): Promise<Buffer[]> {
  const own = await Promise.all(
    plan.tenants.map(async ({ name }) => {
      const kept = await redis.raw.hmget(`${redis.root}:webhook-secret:${name}`, 'secret', 'previous_secret');
      return kept.flatMap((sealed) => (sealed ? [secretBox.open(sealed, `webhook-secret:${name}`)] : []));
    }),
  );
  const given = plan.tenants.length === 1 ? [secrets['WEBHOOK_SECRET']!] : [];
  return [endpointSecret, ...given, ...own.flat(), ...book.secrets].map((secret) => Buffer.from(secret.replace('whsec_', ''), 'base64'));
}
