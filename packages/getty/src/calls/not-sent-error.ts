/** Nothing was sent: the call would have started later than its caller allows (`startBefore`). */
export class NotSentError extends Error {
  constructor(startBefore: number) {
    super(`The call was not made: it had to start before ${new Date(startBefore).toISOString()}`);
    this.name = 'NotSentError';
  }
}
