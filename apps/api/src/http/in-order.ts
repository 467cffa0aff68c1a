import type { NextFunction, Request } from 'express';

import type { Answer } from './handler.ts';

/** A step of a request: it lets the request go on with `next`, at once or later, or throws. */
export type Step = (request: Request, response: Answer, next: NextFunction) => void | Promise<void>;

/** One step made of several. After each step of its own, Express looks up anew where the request goes on; that costs more than most steps do. */
export function inOrder(...steps: Step[]): Step {
  return (request, response, leave) => {
    const goOn = (at: number): void => {
      const step = steps[at];
      if (!step) return leave();
      try {
        // With an error it goes to the last handler, see answer-problem.ts.
        step(request, response, () => goOn(at + 1))?.catch(leave);
      } catch (error) {
        leave(error);
      }
    };
    goOn(0);
  };
}
