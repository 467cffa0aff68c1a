import { toFields, type Fields } from '../redis/fields.ts';

/** One value of an answer from Redis. */
export type Given = string | string[];

/** Decodes one value. @throws TypeError if it has another form */
export type Decode<Value> = (given: Given) => Value;

/** All remaining values, decoded alike. Always last. */
export type Rest<Value> = { each: Decode<Value> };

/** The values of a code, by name, in order. */
export type Answer = Record<string, Decode<unknown> | Rest<unknown>>;

type Decoded<Shape> = {
  [Name in keyof Shape]: Shape[Name] extends Rest<infer Value> ? Value[] : Shape[Name] extends Decode<infer Value> ? Value : never;
};

/** An answer for callers: `code` says what happened, `woken` lists jobs to remind now (`type run id`). */
export type AnswerOf<Answers extends Record<string, Answer>> = {
  [Code in keyof Answers & string]: { code: Code; woken: string[] } & Decoded<Answers[Code]>;
}[keyof Answers & string];

export const text: Decode<string> = (given) => {
  if (typeof given !== 'string') throw new TypeError('is no text');
  return given;
};

/** A text of a narrower type, which Lua returns as it was stored. */
export function textAs<Value extends string>(): Decode<Value> {
  return text as Decode<Value>;
}

export function oneOf<const Word extends string>(...known: Word[]): Decode<Word> {
  return (given) => {
    const found = known.find((word) => word === given);
    if (found === undefined) throw new TypeError(`is ${String(given)}, and none of ${known.join(', ')}`);
    return found;
  };
}

export const number: Decode<number> = (given) => {
  const read = Number(text(given));
  if (Number.isNaN(read) || given === '') throw new TypeError(`is ${String(given)}, and no number`);
  return read;
};

const bit = oneOf('0', '1');

/** '1' or '0'. */
export const flag: Decode<boolean> = (given) => bit(given) === '1';

/** null for the empty text. */
export function orNull<Value>(decode: Decode<Value>): Decode<Value | null> {
  return (given) => (given === '' ? null : decode(given));
}

/** A hash: field, value, … */
export const fields: Decode<Fields> = (given) => toFields(list(given));

/** A hash as a JSON object. */
export const object: Decode<Fields> = (given) => JSON.parse(text(given)) as Fields;

/** Consecutive values in one list, by name. */
export function row<Shape extends Record<string, Decode<unknown>>>(shape: Shape): Decode<Decoded<Shape>> {
  const names = Object.keys(shape);
  return (given) => toRow(shape, names, list(given));
}

/** Many rows in one list, without separators. */
export function rows<Shape extends Record<string, Decode<unknown>>>(shape: Shape): Decode<Decoded<Shape>[]> {
  const names = Object.keys(shape);
  return (given) => {
    const flat = list(given);
    const all: Decoded<Shape>[] = [];
    for (let at = 0; at < flat.length; at += names.length) all.push(toRow(shape, names, flat.slice(at, at + names.length)));
    return all;
  };
}

/** Words of one text, by name. */
export function words<Shape extends Record<string, Decode<unknown>>>(shape: Shape): Decode<Decoded<Shape>> {
  const names = Object.keys(shape);
  return (given) => toRow(shape, names, text(given).split(' '));
}

/** One of several rows: the first value names it, the others are its own. */
export function variant<Shapes extends Record<string, Record<string, Decode<unknown>>>>(shapes: Shapes) {
  const names = new Map(Object.entries(shapes).map(([code, shape]) => [code, Object.keys(shape)]));
  type Variant = { [Code in keyof Shapes & string]: { code: Code } & Decoded<Shapes[Code]> }[keyof Shapes & string];
  return (given: Given): Variant => {
    const [code = '', ...values] = list(given);
    const known = names.get(code);
    if (!known) throw new TypeError(`is ${code}, and none of ${[...names.keys()].join(', ')}`);
    return { code, ...toRow(shapes[code]!, known, values) } as Variant;
  };
}

export function rest<Value>(each: Decode<Value>): Rest<Value> {
  return { each };
}

/** Texts. */
export const list: Decode<string[]> = (given) => {
  if (typeof given === 'string') throw new TypeError('is no list');
  return given;
};

function toRow<Shape extends Record<string, Decode<unknown>>>(shape: Shape, names: string[], values: string[]): Decoded<Shape> {
  if (values.length < names.length) throw new TypeError(`has ${values.length} values, and not ${names.join(', ')}`);
  const read: Record<string, unknown> = {};
  for (const [at, name] of names.entries()) read[name] = shape[name]!(values[at]!);
  return read as Decoded<Shape>;
}
