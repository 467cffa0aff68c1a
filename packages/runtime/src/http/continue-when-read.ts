import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Answers `Expect: 100-continue` when the handler begins to read the body. A request that is refused by its head alone gets only its refusal, and
 * Node closes the connection. The sender keeps the body, and what it sends next could be read as that body (RFC 9110, 10.1.1).
 */
export function continueWhenRead(request: IncomingMessage, response: ServerResponse): void {
  const read = request._read.bind(request);
  let isContinued = false;
  const letContinue = (): void => {
    // Node also reads what is left of a body behind an answer.
    if (!isContinued && !response.headersSent) response.writeContinue();
    isContinued = true;
  };
  request._read = (size) => {
    letContinue();
    read(size);
  };
  // A body that came with its head is there without a read from the connection.
  request.once('end', letContinue);
}
