/**
 * Runs steps one after the other, each of them even if one before it failed. What keeps one kind of work from being done hinders no other.
 * @throws the error of the step that failed; AggregateError if several did
 */
export async function inTurn(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} steps failed; the first: ${messageOf(errors[0])}`);
  if (errors.length === 1) throw errors[0];
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
