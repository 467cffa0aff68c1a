import { ApiError, ConfigurationError, ConnectionError, DarkroomError, TimeLimitError } from '@darkroom/client';
import { CommanderError } from 'commander';

import { Exit, EXIT } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { painter, plain } from './terminal/text.ts';
import type { World } from './world.ts';

/** Statuses that mean "not now". */
const NOT_NOW = new Set([408, 429, 500, 502, 503, 504]);

/** Runs a command line, without the name of the program. Returns the exit code, and has printed every error. */
export async function runProgram(args: string[], world: World): Promise<number> {
  let code: number = EXIT.done;
  const isJson = args.includes('--json');
  try {
    await createProgram(world, { isQuiet: isJson, ended: (ended) => (code = ended) }).parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Help and version.
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    const { code: failed, message } = describe(error, world);
    if (isJson && failed !== EXIT.interrupted) {
      world.stderr.write(`${JSON.stringify({ error: fieldsOf(error, message), exit_code: failed })}\n`);
      return failed;
    }
    if (error instanceof CommanderError) return failed; // it is printed
    const paint = painter(world.stderr, world.env);
    const isNotice = failed === EXIT.interrupted;
    if (message !== '') world.stderr.write(`${isNotice ? '\n' : paint('red', 'Error: ')}${message}\n`);
    return failed;
  }
}

/** What commander found wrong. Without a command it prints the help. */
function describeUsage({ code, message }: CommanderError): string {
  return code === 'commander.help' ? 'A command is missing.' : message.replace(/^error: /, '');
}

/** An error for programs: with `--json`. */
function fieldsOf(error: unknown, message: string): object {
  if (!(error instanceof ApiError)) return { code: null, detail: message };
  const { code, status, detail, errors, requestId, retryable } = error;
  return { code, status, detail, errors, request_id: requestId, retryable };
}

function describe(error: unknown, world: World): { code: number; message: string } {
  if (error instanceof CommanderError) return { code: EXIT.usage, message: describeUsage(error) };
  if (error instanceof Exit) return { code: error.code, message: error.message };
  if (world.interrupted.aborted) return { code: EXIT.interrupted, message: 'Interrupted.' };
  if (error instanceof ConfigurationError) return { code: EXIT.usage, message: error.message };
  if (error instanceof ApiError) {
    const fields = error.errors.map(({ pointer, detail }) => `\n  ${plain(pointer || 'the request')} ${plain(detail)}`);
    const id = error.requestId ? ` [${plain(error.requestId)}]` : '';
    const code = NOT_NOW.has(error.status) ? EXIT.unreachable : EXIT.refused;
    return { code, message: `${plain(error.detail)} (${error.code})${fields.join('')}${id}` };
  }
  if (error instanceof ConnectionError || error instanceof TimeLimitError) return { code: EXIT.unreachable, message: plain(error.message) };
  if (error instanceof DarkroomError) return { code: EXIT.error, message: plain(error.message) };
  const { code, message } = error as { code?: string; message?: string };
  return { code: EXIT.error, message: plain(code === undefined ? String((error as Error).stack ?? error) : String(message)) };
}
