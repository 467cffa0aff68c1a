/** Why the system cannot start, as a sentence that says what to do. Shown without a stack. */
export class StartError extends Error {
  override name = 'StartError';
}
