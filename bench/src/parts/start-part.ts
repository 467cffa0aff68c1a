import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { PartName, PartSettings, PartTold } from './parts.ts';

export type RunningPart<Told> = AsyncDisposable & { readonly pid: number; readonly told: Told };

const main = fileURLToPath(new URL('main.ts', import.meta.url));

/** Starts a part and returns when it has told what it has to tell. @throws Error when it ends before that */
export async function startPart<Name extends PartName>(name: Name, settings: PartSettings<Name>): Promise<RunningPart<PartTold<Name>>> {
  const child = fork(main, [name]);
  child.send({ settings });
  const exited = once(child, 'exit');
  const early = exited.then(() => {
    throw new Error(`${name} ended early; what it said stands above`);
  });
  const [told] = (await Promise.race([once(child, 'message'), early])) as [PartTold<Name>];
  early.catch(() => undefined); // from here on it may end

  return {
    pid: child.pid as number, // it has spoken, so there is one
    told,
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
