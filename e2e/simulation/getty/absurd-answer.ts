import type { Dice } from '../time/dice.ts';
import type { GettyAnswer } from './calls.ts';

/** What gateways, proxies and bugs make of an answer, after its effect. */
const ABSURDITIES: ((answer: GettyAnswer) => GettyAnswer)[] = [
  (answer) => ({ ...answer, body: '<html><body>It works!</body></html>' }),
  (answer) => ({ ...answer, body: '' }),
  (answer) => ({ ...answer, body: 'null' }),
  (answer) => ({ ...answer, body: '[]' }),
  (answer) => ({ ...answer, body: '{"generation_request_id":null,"results":null,"url":null}' }),
  (answer) => ({ ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) }),
  (answer) => ({ ...answer, status: 204, body: '' }),
  (answer) => ({ ...answer, status: 302, headers: { location: 'https://elsewhere.example/' }, body: '' }),
  (answer) => ({ ...answer, status: 503, headers: { 'retry-after': '1000000000' }, body: '' }),
  (answer) => ({ ...answer, status: 599, body: '{"ErrorCode":17}' }),
  (answer) => ({ ...answer, status: 408, body: '' }),
];

export function absurdAnswer(dice: Dice, answer: GettyAnswer): GettyAnswer {
  return dice.pick(ABSURDITIES)(answer);
}
