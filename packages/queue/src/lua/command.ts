import type { Answer } from './answers.ts';

/**
 * How a command is called and what it can answer. The head comment of its Lua file has the same content; command-heads.test.ts compares
 * them.
 */
export type Command = {
  takes: Record<string, Argument>;
  /** Long texts that are stored unchanged (ARGV[2] and following). Absent: none. */
  texts?: 'one' | 'optional' | 'many';
  /**
   * What it does in a Redis that is full: `reads`, it writes nothing; `frees`, what it removes makes room. Redis refuses the functions of all other
   * commands then.
   */
  whenFull?: 'reads' | 'frees';
  /** The values of each code, in order. */
  answers: Record<string, Answer>;
};

export function command<const Given extends Command>(given: Given): Given {
  return given;
}

declare const type: unique symbol;

/** An argument, identified at run time by its name and in the compiler by its type. */
export type Argument<Value = unknown, IsOptional extends boolean = boolean> = { isOptional: IsOptional; readonly [type]?: Value };

export function of<Value>(): Argument<Value, false> {
  return { isOptional: false };
}

export function optional<Value>(): Argument<Value, true> {
  return { isOptional: true };
}

type ValueOf<Given> = Given extends Argument<infer Value> ? Value : never;

/** The input of a command: `now` (ms) and the arguments. */
export type OperationOf<Given extends Command> = { now: number } & {
  [Name in keyof Given['takes'] as Given['takes'][Name] extends Argument<unknown, false> ? Name : never]: ValueOf<Given['takes'][Name]>;
} & {
  [Name in keyof Given['takes'] as Given['takes'][Name] extends Argument<unknown, true> ? Name : never]?:
    | ValueOf<Given['takes'][Name]>
    | undefined;
};

type Text = string | Buffer;

export type TextsOf<Given extends Command> = Given extends { texts: infer Kind }
  ? { one: [text: Text]; optional: [] | [text: Text]; many: Text[] }[Kind & ('one' | 'optional' | 'many')]
  : [];
