import { createInterface } from 'node:readline/promises';
import type { ReadStream, WriteStream } from 'node:tty';
import { styleText } from 'node:util';

import { wrapWords } from './wrap-words.ts';

/**
 * The terminal output: permanent lines and, on a terminal, one status line below them. In other outputs (a file, a pipe, CI) there is no
 * status line and no colour.
 */
export type Screen = {
  readonly isTerminal: boolean;
  /** Columns available for a line. */
  readonly width: number;
  line(text?: string): void;
  title(text: string): void;
  /** Shows a finished step and a detail about it. */
  done(what: string, detail?: string): void;
  /** Shows a name with its value; a note stands beside it, or below where it does not fit. */
  row(name: string, value: string, note?: string): void;
  fail(text: string): void;
  /** Sets or removes the status line. Its seconds count from when the text was set. */
  status(text: string | undefined): void;
  dim(text: string): string;
  strong(text: string): string;
  /** Asks a yes/no question. Only on a terminal; otherwise, and once the signal is aborted, the answer is no. */
  confirm(question: string, signal: AbortSignal): Promise<boolean>;
};

type Output = Pick<WriteStream, 'write' | 'isTTY' | 'columns'>;

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
/** The column at which the detail of a step, or the value of a row, begins. */
const DETAIL_AT = 16;
const VALUE_AT = 14;
const WIPE = '\r\x1b[2K';

export function createScreen(output: Output, input: ReadStream): Screen {
  const isTerminal = output.isTTY;
  const style = (format: Parameters<typeof styleText>[0], text: string) => (isTerminal ? styleText(format, text) : text);
  const columns = () => output.columns || 80;
  let moving: { text: string; since: number; timer: NodeJS.Timeout } | undefined;
  let frame = 0;

  const draw = () => {
    if (!moving) return;
    const seconds = ((Date.now() - moving.since) / 1_000).toFixed(1);
    const text = `${moving.text} · ${seconds} s`.slice(0, columns() - 5);
    output.write(`${WIPE}  ${style('cyan', FRAMES[frame++ % FRAMES.length] as string)} ${style('dim', text)}`);
  };
  const line = (text = '') => {
    output.write(moving ? `${WIPE}${text}\n` : `${text}\n`);
    draw();
  };
  const status = (text: string | undefined) => {
    if (!isTerminal || text === moving?.text) return;
    if (moving) {
      clearInterval(moving.timer);
      output.write(WIPE);
      moving = undefined;
    }
    if (text === undefined) return;
    moving = { text, since: Date.now(), timer: setInterval(draw, FRAME_MS) };
    draw();
  };

  return {
    isTerminal,
    get width() {
      return output.columns || 120;
    },
    line,
    title: (text) => line(`\n${style('bold', text)}`),
    done: (what, detail = '') => {
      const [first, ...more] = isTerminal ? wrapWords(detail, columns() - DETAIL_AT - 1) : [detail];
      line(`  ${style('green', '✓')} ${what.padEnd(11)} ${style('dim', first ?? '')}`.trimEnd());
      for (const part of more) line(`${' '.repeat(DETAIL_AT)}${style('dim', part)}`);
    },
    row: (name, value, note = '') => {
      const fits = !isTerminal || VALUE_AT + value.length + 2 + note.length < columns();
      line(`  ${name.padEnd(11)} ${style('bold', value)}${note !== '' && fits ? `  ${style('dim', note)}` : ''}`);
      if (note !== '' && !fits) line(`${' '.repeat(VALUE_AT)}${style('dim', note)}`);
    },
    fail: (text) => line(`\n${style('red', '✗')} ${text}`),
    status,
    dim: (text) => style('dim', text),
    strong: (text) => style('bold', text),
    async confirm(question, signal) {
      if (!isTerminal || !input.isTTY) return false;
      status(undefined);
      const asking = createInterface({ input, output: output as WriteStream });
      // The prompt reads Ctrl-C itself; forward it, so that it means the same as elsewhere.
      asking.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
      try {
        return /^y(es)?$/i.test((await asking.question(`${question} [y/N] `, { signal })).trim());
      } catch (error) {
        if (!signal.aborted) throw error;
        return false;
      } finally {
        asking.close();
      }
    },
  };
}
