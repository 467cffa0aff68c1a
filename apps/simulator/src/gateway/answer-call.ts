import type { Request, RequestHandler, Response } from 'express';

import { isOperation, type Call, type Subject } from '../behaviour/scenario.ts';
import { drawMs } from '../behaviour/timing.ts';
import { Refused, REFUSALS } from '../behaviour/refusals.ts';
import { dropConnection, sendOutcome, sendRefusal, type Ending } from './send-answer.ts';
import type { Operation } from '../requests/operation.ts';
import type { Handler, Incoming, Outcome, World } from '../world.ts';

/**
 * Handles every call that imitates one of Getty's: the gateway admits it, its behaviour is chosen, its latency passes, it takes effect, and
 * the answer (or what a fault leaves of it) is sent. Faults occur before or after the effect.
 */
export function answerCall(world: World, call: Call, handle: Handler): RequestHandler {
  return async (request, response) => {
    const ending = await runCall(world, readIncoming(world, call, request), { handle, request, response });
    world.counts.add(call, ending);
    world.logger.debug({ call, path: request.path, ending }, 'call');
  };
}

type Exchange = { handle: Handler; request: Request; response: Response };

async function runCall(world: World, incoming: Incoming, { handle, request, response }: Exchange): Promise<Ending> {
  try {
    incoming.client = admit(world, incoming.call, request);
    const behaviour = (incoming.behaviour = world.scenarios.choose(subjectOf(world, incoming)));
    const { latency, latency_by_call } = world.settings.current;
    await pass(world, behaviour.latency ?? latency_by_call[incoming.call] ?? latency);
    if (world.stopped.aborted || behaviour.drop === 'before') return dropConnection(response);
    if (behaviour.hang === 'before') return 'hung';
    if (behaviour.status && behaviour.when !== 'after') throw new Refused(behaviour.status);

    checkBody(incoming, request);
    const outcome = handle(world, incoming);
    return await answerAndRecord(world, incoming, { outcome, response });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return sendRefusal(world, response, { refusal: error.refusal, behaviour: incoming.behaviour });
  }
}

function readIncoming(world: World, call: Call, request: Request): Incoming {
  return {
    call,
    client: '',
    id: String(request.params['id'] ?? ''),
    index: /^\d$/.test(String(request.params['index'])) ? Number(request.params['index']) : NaN,
    query: request.query,
    body: request.is('json') && call !== 'upload' ? parseJson(request.body) : request.body,
    baseUrl: world.config.SIMULATOR_PUBLIC_URL?.replace(/\/$/, '') ?? `${request.protocol}://${request.headers.host ?? 'localhost'}`,
    behaviour: {},
  };
}

/** Acts as the gateway: checks key and token, then queries per second. Token calls count among the queries. @throws Refused */
function admit(world: World, call: Call, request: Request): string {
  let client = '';
  if (call !== 'token') {
    const key = request.get('api-key');
    if (!key || key !== (world.config.SIMULATOR_API_KEY ?? key)) throw new Refused('401');
    client = world.tokens.check(request.get('authorization'));
  }
  world.limits.takeQuery();
  return client;
}

function subjectOf(world: World, { call, id, index, body }: Incoming): Subject {
  const fields = (typeof body === 'object' ? (body ?? {}) : {}) as Record<string, unknown>;
  const prompt = typeof fields['prompt'] === 'string' ? fields['prompt'] : undefined;
  const own = [fields['notes']].filter((text) => typeof text === 'string');
  if (isOperation(call)) return { call, operation: call, prompt, notes: own, ...targetOf(call, { id, index, fields }) };
  const asset = fields['generated_asset_id'];
  const download = typeof asset === 'string' ? world.effects.downloads.get(asset) : undefined;
  const generation = download?.generation ?? world.effects.generations.get(id);
  return {
    call,
    operation: generation?.operation,
    prompt: generation ? (generation.request.prompt ?? undefined) : prompt,
    notes: [...own, generation?.request.notes].filter((text) => typeof text === 'string'),
    generation_request_id: (generation?.generation_request_id ?? id) || undefined,
    index: download?.index ?? (Number.isNaN(index) ? undefined : index),
  };
}

type Target = { generation_request_id?: string | undefined; index?: number | undefined };

/** The image of a generation that an operation works on. */
function targetOf(call: Operation, { id, index, fields }: { id: string; index: number; fields: Record<string, unknown> }): Target {
  if (call === 'variation') return { generation_request_id: id, index };
  const reference = fields['reference_generation'];
  return typeof reference === 'object' && reference !== null ? reference : {};
}

/** Calls with another body than JSON, or with none. */
const WITHOUT_JSON = new Set<Call>(['token', 'upload']);

/** @throws Refused 400 if a body that should be JSON is not */
function checkBody({ call, body }: Incoming, request: Request): void {
  if (WITHOUT_JSON.has(call) || request.method === 'GET' || request.method === 'DELETE') return;
  if (!request.is('json')) throw new Refused('400', 'Content-Type must be application/json.');
  if (body === undefined) throw new Refused('400', 'The body is not valid JSON.');
}

/** Sends the outcome of a call, or applies the programmed fault, and records the result at its effect. */
async function answerAndRecord(
  world: World,
  incoming: Incoming,
  { outcome, response }: { outcome: Outcome; response: Response },
): Promise<Ending> {
  const { behaviour } = incoming;
  const note = (ending: Ending) => {
    if (outcome.effect) world.effects.note(outcome.effect, ending);
    return ending;
  };
  if (outcome.effect) {
    response.once('close', () => {
      if (!response.writableFinished && outcome.effect?.answered === 'under_way') note('client_gone');
    });
  }
  if (behaviour.answer_delay) await pass(world, behaviour.answer_delay);
  if (world.stopped.aborted || behaviour.drop === 'after') return note(dropConnection(response));
  if (behaviour.hang === 'after') return note('hung');
  if (behaviour.status) return note(sendRefusal(world, response, { refusal: REFUSALS[behaviour.status], behaviour }));
  if (response.destroyed) return note('client_gone');
  const ending = sendOutcome(response, outcome, behaviour.body);
  note(ending === String(outcome.status) ? 'ok' : ending);
  return ending;
}

/** Waits for a drawn time, or until the simulator stops. */
export async function pass(world: World, timing: string): Promise<void> {
  const ms = drawMs(timing, world.random);
  if (ms > 0) await world.clock.sleep(ms, world.stopped);
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
