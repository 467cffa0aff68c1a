import { endLeftProcesses } from '../../packages/testkit/src/processes/started-processes.ts';

/**
 * Ends every run with one plain line, `N passed, N failed[, N skipped]`. A suite that could not be loaded counts as a failure, and so does
 * a process that a test left running.
 */
export default class SummaryReporter {
  #left = [];

  async onRunComplete(_contexts, results) {
    this.#left = await endLeftProcesses(process.env.TEST_PROCESSES);
    for (const left of this.#left) process.stderr.write(`A test left a process running: ${left}\n`);

    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites + this.#left.length;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}\n`;
    process.once('exit', () => process.stdout.write(line)); // Jest prints its own summary after its reporters
  }

  /** Jest asks this to decide on its exit code. */
  getLastError() {
    return this.#left.length > 0 ? new Error('a test left a process running') : undefined;
  }
}
