import { createAddressGuard } from '@darkroom/notifier/address-guard';
import type { Answer, Post } from '@darkroom/notifier/post';

import type { SimulatedProcess } from '../processes/simulated-process.ts';
import type { Dice } from '../time/dice.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import type { Trace } from '../trace.ts';

/** How a receiver of webhooks behaves at this moment. */
export type Manner = 'well' | 'slow' | 'hangs' | 'fails' | 'gone' | 'echoes' | 'refuses' | 'no_name' | 'dns_silent' | 'private';

export type Received = {
  at: number;
  host: string;
  path: string;
  id: string;
  type: string;
  headers: Record<string, string>;
  body: string;
  answered: boolean;
};

const TIME_LIMIT_MS = 15_000;
const ANSWERS: Partial<Record<Manner, { status: number; afterMs: number }>> = {
  well: { status: 204, afterMs: 40 },
  slow: { status: 200, afterMs: 6_000 },
  fails: { status: 500, afterMs: 60 },
  gone: { status: 410, afterMs: 60 },
  echoes: { status: 500, afterMs: 60 },
};

/** The receivers of webhooks, the names that lead to them, and all that they were sent: in place of the notifier's `post`. */
export type Internet = ReturnType<typeof createInternet>;

export function createInternet({ time, dice, trace }: { time: VirtualTime; dice: Dice; trace: Trace }) {
  const manners = new Map<string, Manner>();
  const received: Received[] = [];
  const mannerOf = (host: string): Manner => manners.get(host) ?? 'well';

  const guard = createAddressGuard({
    allowPrivateNetworks: false,
    lookup: async (host) => {
      const manner = mannerOf(host);
      if (manner === 'no_name') throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
      if (manner === 'dns_silent') throw Object.assign(new Error(`queryA ETIMEOUT ${host}`), { code: 'ETIMEOUT' });
      return [{ address: manner === 'private' ? '10.0.0.7' : '93.184.216.34', family: 4 }];
    },
  });
  const lookUp = (host: string): Promise<void> =>
    new Promise((resolve, reject) => guard.lookup(host, { all: true }, (error) => (error ? reject(error) : resolve())));

  const post =
    (process: SimulatedProcess): Post =>
    async ({ url, headers, body }) => {
      const target = new URL(url);
      try {
        guard.checkUrl(target);
        await lookUp(target.hostname);
      } catch (error) {
        await process.clock.sleep(20);
        return unreached(error as Error & { code?: string });
      }
      await process.clock.sleep(dice.whole(2, 30));
      const manner = mannerOf(target.hostname);
      trace.say(target.hostname, `is sent ${headers['webhook-id']}, ${manner}`);
      const type = (JSON.parse(body) as { type: string }).type;
      const note = (answered: boolean): void => {
        const { hostname: host, pathname: path } = target;
        received.push({ at: time.now(), host, path, id: headers['webhook-id']!, type, headers, body, answered });
      };
      if (manner === 'hangs') {
        note(false);
        await process.clock.sleep(TIME_LIMIT_MS);
        return { kind: 'unanswered', error: `no answer within ${TIME_LIMIT_MS / 1_000} s` };
      }
      const answer = ANSWERS[manner];
      // Also where its name stopped being known since it was looked up.
      if (!answer) return { kind: 'unanswered', error: 'connect ECONNREFUSED' };
      const { status, afterMs } = answer;
      note(status < 300);
      await process.clock.sleep(afterMs);
      return { kind: 'answered', status, response: manner === 'echoes' ? JSON.stringify(headers) : '', retryAfterMs: undefined };
    };

  return {
    post,
    received,
    hosts: (): string[] => [...manners.keys()],
    mannerOf,
    behave: (host: string, manner: Manner): void => {
      trace.say(host, `behaves: ${manner}`);
      manners.set(host, manner);
    },
  };
}

function unreached(error: Error & { code?: string }): Answer {
  if (error.name === 'RefusedAddressError') return { kind: 'address_refused', error: error.message };
  return { kind: error.code === 'ETIMEOUT' ? 'our_fault' : 'unanswered', error: error.message };
}
