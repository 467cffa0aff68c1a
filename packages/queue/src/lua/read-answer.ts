import type { Answer, Given } from './answers.ts';

/** As Redis answers. Values beyond those that are named are left alone. */
export type RawAnswer = [code: string, woken: string[], ...values: Given[]];

/** Reads what a command answered, by what `commands.ts` says of each code. @throws where that is something else */
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
