/** The answer of one command of a pipeline. @throws its error */
export function unwrap(answer: [Error | null, unknown] | undefined): unknown {
  if (!answer) throw new Error('Redis left a command of a pipeline unanswered');
  if (answer[0]) throw answer[0];
  return answer[1];
}
