/** What one command of a pipeline answered. @throws what Redis said against it */
export function unwrap(answer: [Error | null, unknown] | undefined): unknown {
  if (!answer) throw new Error('Redis left a command of a pipeline unanswered');
  if (answer[0]) throw answer[0];
  return answer[1];
}
