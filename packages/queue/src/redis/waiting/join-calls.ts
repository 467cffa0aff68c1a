import { countPatience, patienceLeftMs, REQUEST_TIMEOUT_MS, withoutPatience, withPatience } from './redis-patience.ts';

type Waiting<Given, Answer> = {
  given: Given;
  /** How long its caller may still wait, in ms; undefined: without a limit. */
  leftMs: number | undefined;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
};

/** A caller that has waited this long for Redis already would hurry the others: it goes alone. */
const GOES_ALONE_BELOW_MS = REQUEST_TIMEOUT_MS / 2;

/**
 * Makes one call of the calls of one turn of the event loop, at most `most` in each: a command of Redis costs as much by itself as several
 * of these. No call waits longer than its turn. `answerAll` answers each, in order; its error is the error of all.
 */
export function joinCalls<Given, Answer>(answerAll: (all: Given[]) => Promise<Answer[]>, most: number): (given: Given) => Promise<Answer> {
  let waiting: Waiting<Given, Answer>[] = [];

  const letGo = (): void => {
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += most) void answerTogether(answerAll, all.slice(from, from + most));
  };

  return async (given) => {
    const leftMs = patienceLeftMs();
    if (leftMs !== undefined && leftMs < GOES_ALONE_BELOW_MS) return (await answerAll([given]))[0]!;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    if (waiting.push({ given, leftMs, resolve, reject }) === 1) setImmediate(letGo);
    return countPatience(promise);
  };
}

/** Waits no longer than the one that may wait the shortest. */
async function answerTogether<Given, Answer>(answerAll: (all: Given[]) => Promise<Answer[]>, all: Waiting<Given, Answer>[]): Promise<void> {
  const lefts = all.flatMap(({ leftMs }) => leftMs ?? []);
  const work = () => answerAll(all.map(({ given }) => given));
  try {
    const answers = await (lefts.length > 0 ? withPatience(work, { ms: Math.min(...lefts) }) : withoutPatience(work));
    for (const [index, { resolve }] of all.entries()) resolve(answers[index]!);
  } catch (error) {
    for (const { reject } of all) reject(error);
  }
}
