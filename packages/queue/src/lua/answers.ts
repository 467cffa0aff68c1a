import { toFields, type Fields } from '../redis/fields.ts';

/** One value of an answer as Redis gives it. */
export type Given = string | string[];

/** Reads one value. @throws TypeError when it is of another kind */
export type Decode<Value> = (given: Given) => Value;

/** All values that are left, each read alike. Stands last. */
export type Rest<Value> = { each: Decode<Value> };

/** The values that come with a code, by their names, in the order in which they come. */
export type Answer = Record<string, Decode<unknown> | Rest<unknown>>;

type Decoded<Shape> = {
  [Name in keyof Shape]: Shape[Name] extends Rest<infer Value> ? Value[] : Shape[Name] extends Decode<infer Value> ? Value : never;
};

/** An answer as callers get it: `code` says what happened, `woken` which jobs to remind now (`type run id`). */
export type AnswerOf<Answers extends Record<string, Answer>> = {
  [Code in keyof Answers & string]: { code: Code; woken: string[] } & Decoded<Answers[Code]>;
}[keyof Answers & string];

export const text: Decode<string> = (given) => {
  if (typeof given !== 'string') throw new TypeError('is no text');
  return given;
};

/** A text of a narrower type, which Lua hands back as it was stored. */
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

/** The empty text where there is none. */
export function orNull<Value>(decode: Decode<Value>): Decode<Value | null> {
  return (given) => (given === '' ? null : decode(given));
}

/** A hash: field, value, … */
export const fields: Decode<Fields> = (given) => toFields(list(given));

/** Values that follow one another in one list, by their names. */
export function row<Shape extends Record<string, Decode<unknown>>>(shape: Shape): Decode<Decoded<Shape>> {
  const names = Object.keys(shape);
  return (given) => toRow(shape, names, list(given));
}

/** Many of them in one list, without anything between. */
export function rows<Shape extends Record<string, Decode<unknown>>>(shape: Shape): Decode<Decoded<Shape>[]> {
  const names = Object.keys(shape);
  return (given) => {
    const flat = list(given);
    const all: Decoded<Shape>[] = [];
    for (let at = 0; at < flat.length; at += names.length) all.push(toRow(shape, names, flat.slice(at, at + names.length)));
    return all;
  };
}

/** Words of one text, by their names. */
export function words<Shape extends Record<string, Decode<unknown>>>(shape: Shape): Decode<Decoded<Shape>> {
  const names = Object.keys(shape);
  return (given) => toRow(shape, names, text(given).split(' '));
}

export function rest<Value>(each: Decode<Value>): Rest<Value> {
  return { each };
}

function list(given: Given): string[] {
  if (typeof given === 'string') throw new TypeError('is no list');
  return given;
}

function toRow<Shape extends Record<string, Decode<unknown>>>(shape: Shape, names: string[], values: string[]): Decoded<Shape> {
  if (values.length < names.length) throw new TypeError(`has ${values.length} values, and not ${names.join(', ')}`);
  const read: Record<string, unknown> = {};
  for (const [at, name] of names.entries()) read[name] = shape[name]!(values[at]!);
  return read as Decoded<Shape>;
}
