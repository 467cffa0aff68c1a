import type { Answer, Given } from './answers.ts';

/** An answer from Redis. Values beyond the named ones are ignored. */
export type RawAnswer = [code: string, woken: string[], ...values: Given[]];

/** Decodes the answer of a command by its description in `commands.ts`. @throws if it does not match */
export function readAnswer(name: string, answers: Record<string, Answer>, [code, woken, ...values]: RawAnswer) {
  const answer = Object.hasOwn(answers, code) ? answers[code] : undefined;
  if (!answer) throw new Error(`The command ${name} answered '${code}', which is none of its codes: ${Object.keys(answers).join(', ')}`);
  const read: Record<string, unknown> = { code, woken };
  let place = 0;
  for (const field in answer) {
    const decode = answer[field]!;
    try {
      if (typeof decode !== 'function') {
        read[field] = values.slice(place).map(decode.each);
        break;
      }
      if (place >= values.length) throw new TypeError('is missing');
      read[field] = decode(values[place++]!);
    } catch (error) {
      throw new Error(`The command ${name} answered '${code}': ${field} ${String(error)}`, { cause: error });
    }
  }
  return read;
}
