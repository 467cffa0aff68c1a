/** A fenced block of a guide. */
export type Block = {
  /** The heading that it stands under. */
  heading: string;
  /** What the reader has at this point, from a comment before the block: `<!-- given: a held job -->`. */
  given: string | null;
  lines: string[];
};

const FENCE = '```';

/** The blocks of one language in a Markdown text, in order. */
export function readBlocks(markdown: string, language: string): Block[] {
  const blocks: Block[] = [];
  let heading = '';
  let given: string | null = null;
  let open: { language: string; lines: string[] } | undefined;
  for (const line of markdown.split('\n')) {
    if (open && line === FENCE) {
      if (open.language === language) blocks.push({ heading, given, lines: open.lines });
      open = undefined;
      given = null;
    } else if (open) open.lines.push(line);
    else if (line.startsWith(FENCE)) open = { language: line.slice(FENCE.length), lines: [] };
    else {
      heading = /^#+ (.*)/.exec(line)?.[1] ?? heading;
      given = /^<!-- given: (.*) -->$/.exec(line)?.[1] ?? given;
    }
  }
  return blocks;
}
