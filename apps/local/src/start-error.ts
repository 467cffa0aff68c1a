/** The reason why the system cannot start, with what to do. Shown without a stack. */
export class StartError extends Error {
  override name = 'StartError';
}
