import process from 'node:process';

import { runBenches } from './run-benches.ts';

const interrupted = new Promise<never>((_resolve, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => reject(new Error(`interrupted by ${signal}`)));
});

try {
  await runBenches(process.argv.slice(2), {
    say: (text) => process.stderr.write(`${text}\n`),
    print: (line) => process.stdout.write(`${line}\n`),
    environment: process.env,
    interrupted,
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
process.exit();
