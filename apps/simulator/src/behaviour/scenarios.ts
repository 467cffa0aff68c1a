import { Refused } from './refusals.ts';
import type { Random } from '../random.ts';
import type { CurrentSettings } from '../settings.ts';
import type { Behaviour } from './behaviour.ts';
import { DirectiveError, readDirectives, type Directive } from './prompt-directives.ts';
import { isOperation, matches, type Scenario, type Subject } from './scenario.ts';

export type QueuedScenario = Scenario & { id: number; times_left: number | null };

const MAX_COUNTED_DIRECTIVES = 10_000;

/**
 * Decides how a request behaves. Faults drawn by share are the weakest, then the directives of prompt and notes, then the first queued scenario
 * that matches. If two set the same field, the stronger one wins.
 */
export class Scenarios {
  readonly #settings: CurrentSettings;
  readonly #random: Random;
  #queue: QueuedScenario[] = [];
  #added = 0;
  /** How many times a directive with `times` was used, by directive and by its target. */
  readonly #uses = new Map<string, number>();

  constructor(deps: { settings: CurrentSettings; random: Random }) {
    this.#settings = deps.settings;
    this.#random = deps.random;
  }

  add(scenario: Scenario): QueuedScenario {
    this.#added += 1;
    const queued = { ...scenario, id: this.#added, times_left: scenario.times };
    this.#queue.push(queued);
    return queued;
  }

  list(): QueuedScenario[] {
    return this.#queue;
  }

  clear(): void {
    this.#queue = [];
    this.#uses.clear();
  }

  /** @throws Refused 400 when prompt or notes have a directive that cannot be read */
  choose(subject: Subject): Behaviour {
    return { ...this.#drawFaults(subject), ...this.#useDirectives(subject), ...this.#useQueued(subject) };
  }

  #drawFaults(subject: Subject): Behaviour {
    const drawn: Behaviour = {};
    for (const fault of this.#settings.current.faults) {
      if (matches(fault.match, subject) && this.#random() < fault.share) Object.assign(drawn, fault.then);
    }
    return drawn;
  }

  #useDirectives(subject: Subject): Behaviour {
    const wanted: Behaviour = {};
    for (const directive of directivesOf(subject)) {
      if (appliesTo(directive, subject) && this.#isLeft(directive, subject)) Object.assign(wanted, directive.behaviour);
    }
    return wanted;
  }

  #isLeft(directive: Directive, subject: Subject): boolean {
    if (directive.times === null) return true;
    const key = `${directive.text} ${targetOf(subject)}`;
    const uses = this.#uses.get(key) ?? 0;
    if (uses >= directive.times) return false;
    this.#uses.set(key, uses + 1);
    for (const oldest of this.#uses.keys()) {
      if (this.#uses.size <= MAX_COUNTED_DIRECTIVES) break;
      this.#uses.delete(oldest);
    }
    return true;
  }

  #useQueued(subject: Subject): Behaviour {
    const queued = this.#queue.find((scenario) => matches(scenario.match, subject));
    if (!queued) return {};
    if (queued.times_left !== null) queued.times_left -= 1;
    if (queued.times_left === 0) this.#queue = this.#queue.filter((scenario) => scenario !== queued);
    return queued.then;
  }
}

function directivesOf({ prompt = '', notes }: Subject): Directive[] {
  try {
    return [prompt, ...notes].flatMap(readDirectives);
  } catch (error) {
    if (error instanceof DirectiveError) throw new Refused('400', error.message);
    throw error;
  }
}

function appliesTo({ call }: Directive, subject: Subject): boolean {
  return call === undefined ? isOperation(subject.call) : call === subject.call;
}

/** What the uses of a directive are counted for: the generation, or the request that is to make one. */
function targetOf({ call, generation_request_id, prompt, notes }: Subject): string {
  if (isOperation(call) || generation_request_id === undefined) return `${call} ${prompt ?? notes.join(' ')}`;
  return generation_request_id;
}
