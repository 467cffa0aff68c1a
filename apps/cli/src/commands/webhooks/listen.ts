import { createHmac } from 'node:crypto';

import type { Darkroom, Event } from '@darkroom/client';
import type { Command } from 'commander';
import { Webhook } from 'standardwebhooks';

import { contextOf, type Context } from '../../context.ts';
import { EXIT, Exit } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { readList } from '../../read-options.ts';
import { describeEvent } from '../../terminal/describe-event.ts';
import { painter, plain } from '../../terminal/text.ts';
import type { World } from '../../world.ts';
import { createPosition } from './position.ts';
import { postEvent, type Answer } from './post-event.ts';

type Options = { forwardTo: string; types?: string[]; after?: string; event?: string };
type Types = NonNullable<Parameters<Darkroom['events']['subscribe']>[0]>['types'];
type Receiver = { url: string; webhook: Webhook };

/** What a webhook gets that names no events: `DEFAULT_TYPES`. */
const ENDS = ['succeeded', 'failed', 'canceled', 'expired', 'held'];
const DEFAULT_TYPES = [...ENDS.map((end) => `generation.${end}`), ...ENDS.map((end) => `download.${end}`), 'batch.completed'];
/** A receiver that is slow or away keeps at most so many events waiting, and the others behind them. */
const MOST_AT_ONCE = 8;
/** A receiver that is started again is there after these waits. Darkroom itself would try for days. */
const WAITS_MS = [1_000, 4_000, 15_000];

/** `darkroom listen`. */
export function addListen(program: Command, world: World, run: Run): void {
  program
    .command('listen')
    .description('send webhooks to your own machine, which needs no open port: reads the events and posts each, signed')
    .requiredOption('--forward-to <url>', 'your receiver, such as http://localhost:3000/webhooks')
    .option('--types <list>', 'which events, such as generation.*; default: those of a webhook that names none', readList)
    .option('--after <event id>', 'begin after this event, up to 72 hours back')
    .option('--event <event id>', 'send only this event, and end')
    .addHelpText(
      'after',
      '\nThe webhooks are signed with DARKROOM_WEBHOOK_SECRET. Without it,\nwith a secret that is made from your API key, and printed: give that secret to\nyour receiver. An event without an answer, or with 429 or 5xx, is tried four\ntimes in 20 seconds.',
    )
    .action(run(async (command) => listen(contextOf(world, command), command.opts<Options>())));
}

async function listen(context: Context, options: Options): Promise<number> {
  const { world } = context;
  if (!/^https?:$/.test(URL.canParse(options.forwardTo) ? new URL(options.forwardTo).protocol : '')) {
    throw new Exit(EXIT.usage, '--forward-to must be an http:// or https:// address.');
  }
  const { events } = context.darkroom();
  const { apiKey = '', webhookSecret } = context.settings();
  const secret = webhookSecret ?? secretFrom(apiKey);
  const receiver = { url: options.forwardTo, webhook: readSecret(secret) };
  const signed = `signed with ${webhookSecret === undefined ? secret : 'DARKROOM_WEBHOOK_SECRET'}`;
  if (options.event !== undefined) {
    world.stderr.write(`The webhook is ${signed}\n`);
    const event = await events.get(options.event, { signal: world.interrupted });
    return (await forward(context, event, receiver)) ? EXIT.done : EXIT.notSucceeded;
  }
  return forwardAll(context, options, { receiver, signed });
}

/** Forwards events until Ctrl-C. */
async function forwardAll(
  context: Context,
  options: Options,
  { receiver, signed }: { receiver: Receiver; signed: string },
): Promise<number> {
  const { world } = context;
  const { types = DEFAULT_TYPES, after } = options;
  // What is thrown while an event is sent ends everything else that goes on.
  const broken = new AbortController();
  const signal = AbortSignal.any([world.interrupted, broken.signal]);
  const sender = { ...context, world: { ...world, interrupted: signal } };
  const subscription = context.darkroom().events.subscribe({ types: types as Types, after, signal });
  await subscription.opened;
  world.stderr.write(`Webhooks go to ${receiver.url}, ${signed}\nCtrl-C ends it.\n`);
  const position = createPosition(after);
  const running = new Set<Promise<void>>();
  try {
    for await (const event of subscription) {
      if (event.type === 'resync') {
        world.stderr.write('Events of more than 72 hours ago were missed.\n');
        continue;
      }
      const end = position.begin(event.id);
      const sending = forward(sender, event, receiver)
        .then(end, (error: unknown) => broken.abort(new Error(`${event.id} could not be sent: ${messageOf(error)}`)))
        .finally(() => running.delete(sending));
      running.add(sending);
      if (running.size >= MOST_AT_ONCE) await Promise.race(running);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    // They end too, and what is open is only then known.
    await Promise.all(running);
    const goOn = describePosition(position, subscription.position);
    if (world.interrupted.aborted) throw new Exit(EXIT.interrupted, goOn);
    throw new Exit(EXIT.error, `${plain(messageOf(error))}\n${goOn}`);
  }
  return EXIT.done;
}

/** How to go on without leaving out an event that has no answer. `read`: the last event that was read. */
function describePosition(position: ReturnType<typeof createPosition>, read: string | undefined): string {
  const open = position.open();
  const from = open.length === 0 ? read : position.reached();
  const [oldest] = open;
  const again = oldest === undefined ? '' : `${open.length} without an answer, the oldest of them ${oldest}. `;
  return from ? `${again}Go on where it ended: --after ${from}` : again && `${again}Send it again: --event ${oldest}`;
}

/** Posts an event until the receiver accepts or refuses it, and prints each answer. Whether it accepted. */
async function forward(context: Context, event: Event, receiver: Receiver): Promise<boolean> {
  const { world } = context;
  for (let tries = 1; ; tries++) {
    const answer = await postEvent(event, receiver, world);
    world.interrupted.throwIfAborted();
    const waitMs = mayPass(answer) ? WAITS_MS[tries - 1] : undefined;
    printAnswer(context, event, { answer, tries, waitMs });
    if (waitMs === undefined) return isGood(answer);
    await world.sleep(waitMs, world.interrupted);
  }
}

function printAnswer(context: Context, event: Event, tried: { answer: Answer; tries: number; waitMs: number | undefined }): void {
  const { world } = context;
  const { status, error, text, durationMs } = tried.answer;
  if (context.json) {
    context.printJson({ event, attempt: tried.tries, status, error, duration_ms: durationMs, final: tried.waitMs === undefined });
    return;
  }
  const paint = painter(world.stdout, world.env);
  const answered = status === null ? `no answer: ${error}` : `${status}${text === '' ? '' : ` ${plain(text)}`}`;
  const next =
    tried.waitMs !== undefined
      ? `, again in ${tried.waitMs / 1_000} s`
      : isGood(tried.answer)
        ? ''
        : `, given up. Send it again: --event ${event.id}`;
  context.print(`${describeEvent(event, world)}  → ${paint(isGood(tried.answer) ? 'green' : 'red', answered)} (${durationMs} ms)${next}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isGood({ status }: Answer): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** A receiver that is away, or not well. */
function mayPass({ status }: Answer): boolean {
  return status === null || status === 429 || status >= 500;
}

/** The same secret for the same key each time, so that the receiver is set up once. The key cannot be found from it. */
function secretFrom(apiKey: string): string {
  return `whsec_${createHmac('sha256', apiKey).update('darkroom listen').digest('base64')}`;
}

function readSecret(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch {
    throw new Exit(EXIT.usage, 'DARKROOM_WEBHOOK_SECRET must be whsec_ followed by base64.');
  }
}
