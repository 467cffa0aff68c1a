import type { ServerResponse } from 'node:http';

/**
 * Calls `listener` once the connection of an answer is closed, however that happens; at once, if the caller left while something was awaited before.
 * The event `close` alone would then never come. The returned function stops listening.
 */
export function onClosed(response: ServerResponse, listener: () => void): () => void {
  if (response.closed || response.destroyed) {
    listener();
    return () => {};
  }
  response.once('close', listener);
  return () => void response.off('close', listener);
}
