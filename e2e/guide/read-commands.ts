import { readBlocks } from './read-blocks.ts';

/** One `curl` of a guide, as a reader would paste it. */
export type Command = {
  /** The heading that it stands under, and its first line: what a test calls it. */
  title: string;
  /** What the reader has at this point, from a comment before the block: `<!-- given: a held job -->`. */
  given: string | null;
  /** What stands before it in its block and only defines something. */
  setting: string;
  text: string;
};

/** All commands in the `sh` blocks of a Markdown text that call `curl`, in order. */
export function readCommands(markdown: string): Command[] {
  return readBlocks(markdown, 'sh').flatMap(({ heading, given, lines }) => {
    if (!lines.some((line) => line.includes('curl'))) return [];
    const setting: string[] = [];
    const commands: Command[] = [];
    for (const text of joinLines(lines)) {
      if (definesOnly(text)) setting.push(text);
      else commands.push({ title: `${heading}: ${text.split('\n')[0]}`, given, setting: setting.join('\n'), text });
    }
    return commands;
  });
}

/** A command goes on over a line that ends with a backslash or within quotes. */
function joinLines(lines: string[]): string[] {
  const joined: string[] = [];
  let text = '';
  for (const line of lines) {
    text += (text && '\n') + line;
    if (line.endsWith('\\') || (text.split("'").length - 1) % 2 === 1) continue;
    if (text.trim() !== '' && !text.startsWith('#')) joined.push(text);
    text = '';
  }
  return joined;
}

/** `name=value`, or a function of the shell. */
function definesOnly(text: string): boolean {
  return /^\w+=\S*$/.test(text) || /^\w+\(\) \{/.test(text);
}
