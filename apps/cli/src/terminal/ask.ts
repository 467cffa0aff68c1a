import { createInterface } from 'node:readline';

import { Exit, EXIT } from '../exit-codes.ts';
import type { World } from '../world.ts';

/** Asks before something costs, or cannot be undone. Without a terminal, only `--yes` agrees. @throws Exit notConfirmed */
export async function confirm(world: World, what: string, yes: boolean | undefined): Promise<void> {
  world.stderr.write(`${what}\n`);
  if (yes) return;
  if (!world.stdin.isTTY || !world.stderr.isTTY) throw new Exit(EXIT.notConfirmed, 'Nothing was done. Add --yes to agree.');
  world.stderr.write('Go on? [y/N] ');
  const answer = await readLine(world);
  if (!/^y(es)?$/i.test(answer.trim())) throw new Exit(EXIT.notConfirmed, 'Nothing was done.');
}

async function readLine({ stdin, interrupted }: World): Promise<string> {
  const lines = createInterface({ input: stdin, signal: interrupted });
  for await (const line of lines) {
    lines.close();
    return line;
  }
  return '';
}
