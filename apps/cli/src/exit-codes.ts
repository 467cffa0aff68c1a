/** How the program ends. Scripts decide by these: a number keeps its meaning. */
export const EXIT = {
  done: 0,
  error: 1,
  usage: 2,
  notSucceeded: 3,
  held: 4,
  refused: 5,
  unreachable: 6,
  notConfirmed: 7,
  interrupted: 130,
} as const;

export const EXIT_HELP = `
Exit codes:
  0  done
  1  an error of the program itself
  2  wrong arguments or settings; nothing was sent
  3  a job ended without success
  4  a job is held: its bill is not known (darkroom held)
  5  the API refused: a wrong key, no such job, no budget, …
  6  the API cannot be reached, or not now; or --timeout has passed
  7  it costs money or ends something, and that was not confirmed (--yes)
  130  interrupted; jobs go on`;

/** An end with a message for people and an exit code for scripts. */
export class Exit extends Error {
  override name = 'Exit';
  readonly code: number;

  constructor(code: number, message = '') {
    super(message);
    this.code = code;
  }
}
