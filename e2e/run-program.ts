import process from 'node:process';

/**
 * A command line program of the tests: exit code 0 when `run` says that all is well, 1 when it does not or throws, 2 for arguments that
 * cannot be read (`options` is undefined). Ends the process.
 */
export async function runProgram<Options>(
  program: { usage: string; options: Options | undefined },
  run: (options: Options) => Promise<boolean>,
): Promise<never> {
  const { usage, options } = program;
  if (options === undefined) {
    process.stderr.write(`Usage: ${usage}\n`);
    process.exit(2);
  }
  try {
    process.exitCode = (await run(options)) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`\n${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
  process.exit();
}
