import { execFileSync, spawnSync } from 'node:child_process';

import { beforeAll, describe, expect, test } from '@jest/globals';

import { run } from '../test/run.ts';

/** Each shell completes `words` by the script as its people have it. A shell that is not here is skipped. */
const SHELLS: Record<string, { flags: string[]; ask: (words: string[]) => string }> = {
  bash: {
    flags: ['--norc', '-c'],
    ask: (words) => `COMP_WORDS=(${quoted(words)}); COMP_CWORD=${words.length - 1}; _darkroom; printf '%s\\n' "\${COMPREPLY[@]}"`,
  },
  zsh: {
    // What a key press sets, and what shows candidates, without a terminal. zsh itself leaves out what does not begin as the last word.
    flags: ['-f', '-c'],
    ask: (words) =>
      `_describe() { local one; for one in "\${(@P)2}"; do [[ $one == "\${words[CURRENT]}"* ]] && print -r -- "\${one%%:*}"; done; true }
       words=(${quoted(words)}); CURRENT=${words.length}; _darkroom`,
  },
  fish: { flags: ['-N', '-c'], ask: (words) => `complete -C '${words.join(' ')}' | string split -f 1 \\t; true` },
};

function quoted(words: string[]): string {
  return words.map((word) => `'${word}'`).join(' ');
}

describe.each(Object.entries(SHELLS))('in %s', (shell, { flags, ask }) => {
  const inShell = spawnSync(shell, ['--version']).status === 0 ? test : test.skip;
  let script: string;
  beforeAll(async () => {
    ({ stdout: script } = await run(['completion', shell]));
    if (shell === 'zsh') script = `compdef() { :; }\n${script}`; // of its completion system, which asks for a terminal
  });

  inShell.each([
    [
      ['darkroom', 're'],
      ['reconciliations', 'redownload', 'resolve', 'retry'],
    ],
    [['darkroom', 'budgets', 's'], ['set']],
    [['darkroom', 'endpoints', 'rede'], ['redeliver']],
    [['darkroom', 'budgets', 'set', 'x', '--peri'], ['--period']],
    [['darkroom', 'jobs', '--js'], ['--json']],
    [
      ['darkroom', 'batches', 'retry', '--'],
      ['--dry-run', '--help', '--json', '--tenant', '--url', '--version', '--yes'],
    ],
    [['darkroom', 'completion', 'z'], ['zsh']],
  ])('%j', (words, completed) => {
    const printed = execFileSync(shell, [...flags, `${script}\n${ask(words)}`], { encoding: 'utf8' });
    // oxlint-disable-next-line jest/no-standalone-expect -- it is in a test, but where there is no such shell
    expect(printed.trim().split('\n').toSorted()).toEqual(completed);
  });
});
