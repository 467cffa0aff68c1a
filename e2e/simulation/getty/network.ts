import type { Exchange, HttpRequest } from '@darkroom/getty';

import type { SimulatedProcess } from '../processes/simulated-process.ts';
import type { Dice } from '../time/dice.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import type { Trace } from '../trace.ts';
import { absurdAnswer } from './absurd-answer.ts';
import { answerCall, kindOf, type CallsDeps, type GettyAnswer } from './calls.ts';

/** How the way to Getty is: open, or closed in one of the ways in which it can be, for its API and for its token endpoint each. */
export type Way = 'open' | 'refused' | 'no_name' | 'silent' | 'failing';

/** What may happen to a single request on an open way. */
export type WaySettings = {
  api: Way;
  token: Way;
  latencyMs: { least: number; most: number };
  /** Of the requests: lost on the way there, without effect. */
  lostBefore: number;
  /** Of the requests: their answer is lost, after the effect. */
  lostAfter: number;
  /** Of the requests: never answered, with the effect or without. */
  hangs: number;
};

export const OPEN_WAY: WaySettings = {
  api: 'open',
  token: 'open',
  latencyMs: { least: 5, most: 120 },
  lostBefore: 0,
  lostAfter: 0,
  hangs: 0,
};

/**
 * The way between the product's Getty client and the fake Getty, in place of the client's `exchange`. A request that is on its way arrives
 * also when its sender dies meanwhile.
 */
export type GettyNetwork = ReturnType<typeof createGettyNetwork>;

export function createGettyNetwork(deps: CallsDeps & { time: VirtualTime; dice: Dice; trace: Trace; settings: WaySettings }) {
  const { time, dice, trace, settings } = deps;
  const latency = (): number => dice.whole(settings.latencyMs.least, settings.latencyMs.most);

  const exchange =
    (process: SimulatedProcess) =>
    (request: HttpRequest): Promise<Exchange> =>
      new Promise((resolve) => {
        const kind = kindOf(request);
        const about = /\[darkroom:(job_[^\]]+)\]/.exec(request.body ?? '')?.[1] ?? request.url.pathname.replace(/.*\/ai\//, '');
        let over = false;
        const end = (exchanged: Exchange, afterMs = 0): void => {
          process.later(time.now() + afterMs, () => {
            if (over) return;
            over = true;
            trace.say(process.name, `${kind} ${about}: ${exchanged.answered ? exchanged.status : `no answer, ${exchanged.reason}`}`);
            resolve(exchanged);
          });
        };
        const fail = (sent: boolean, message: string, afterMs: number): void =>
          end({ answered: false, sent, reason: 'network', cause: new Error(message) }, afterMs);

        process.later(time.now() + request.timeoutMs, () =>
          end({ answered: false, sent: true, reason: 'timeout', cause: new Error(`no complete answer within ${request.timeoutMs} ms`) }),
        );
        request.signal?.addEventListener('abort', () =>
          end({ answered: false, sent: true, reason: 'aborted', cause: request.signal?.reason as Error }),
        );
        const way = kind === 'token' ? settings.token : settings.api;
        if (way === 'refused') return fail(false, 'connect ECONNREFUSED', latency());
        if (way === 'no_name') return fail(false, 'getaddrinfo ENOTFOUND', latency());
        const fate = dice.next();
        if (fate < settings.lostBefore) return fail(true, 'read ECONNRESET', latency());

        // Arrives whatever becomes of its sender.
        time.in(latency(), () => {
          if (way === 'silent') return;
          if (way === 'failing') return end(answered({ status: 503, headers: {}, body: '{"message":"Service Unavailable"}' }), latency());
          const failsBefore = dice.chance(deps.account.settings.fails / 2);
          if (failsBefore) return end(answered({ status: 502, headers: {}, body: 'Bad Gateway' }), latency());
          const answer = answerCall(deps, request);
          trace.say('getty', `${kind} ${about} from ${process.name}: ${answer.status}`);
          if (fate < settings.lostBefore + settings.lostAfter) return fail(true, 'read ECONNRESET', latency());
          if (fate < settings.lostBefore + settings.lostAfter + settings.hangs) return undefined;
          if (dice.chance(deps.account.settings.fails / 2)) return end(answered({ status: 500, headers: {}, body: '' }), latency());
          const given = dice.chance(deps.account.settings.absurd) ? absurdAnswer(dice, answer) : answer;
          return end(answered(given), latency());
        });
      });

  return { settings, exchange };
}

function answered({ status, headers, body }: GettyAnswer): Exchange {
  return { answered: true, status, headers, body: Buffer.from(body) };
}
