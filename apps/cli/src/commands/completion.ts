import { Argument, type Command } from 'commander';

import { EXIT } from '../exit-codes.ts';
import type { World } from '../world.ts';
import type { Run } from '../program.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
const SETUP = `
Set it up:
  bash  echo 'source <(darkroom completion bash)' >> ~/.bashrc
  zsh   darkroom completion zsh > "\${fpath[1]}/_darkroom"
  fish  darkroom completion fish > ~/.config/fish/completions/darkroom.fish`;

/** What may follow a command: its subcommands and options. */
type Node = { path: string[]; words: { word: string; says: string }[] };

/** `darkroom completion`: scripts for shells, made from the commands as they are. */
export function addCompletion(program: Command, world: World, run: Run): void {
  program
    .command('completion')
    .description('print a script that completes commands and options in your shell')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText('after', SETUP)
    .action(
      run((_command, shell: (typeof SHELLS)[number]) => {
        const nodes = nodesOf(program);
        world.stdout.write({ bash, zsh, fish }[shell](nodes));
        return Promise.resolve(EXIT.done);
      }),
    );
}

function nodesOf(command: Command, path: string[] = []): Node[] {
  const help = command.createHelp();
  const commands = help.visibleCommands(command).filter((one) => one.name() !== 'help');
  const options = [...help.visibleOptions(command), ...(path.length > 0 ? help.visibleGlobalOptions(command) : [])];
  const words = [
    ...commands.map((one) => ({ word: one.name(), says: one.description() })),
    ...options.flatMap(({ long, description }) => (long ? [{ word: long, says: description }] : [])),
    ...(command.registeredArguments[0]?.argChoices ?? []).map((word) => ({ word, says: '' })),
  ];
  return [{ path, words }, ...commands.flatMap((one) => nodesOf(one, [...path, one.name()]))];
}

function bash(nodes: Node[]): string {
  const cases = nodes.map(({ path, words }) => `    '${path.join(' ')}') words='${words.map(({ word }) => word).join(' ')}' ;;`);
  return `# bash completion of darkroom
_darkroom() {
  local path='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
${stepsOf(nodes, 'path')}
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _darkroom darkroom
`;
}

function zsh(nodes: Node[]): string {
  const cases = nodes.map(
    ({ path, words }) => `    '${path.join(' ')}') found=(${words.map(({ word, says }) => `'${word}:${forZsh(says)}'`).join(' ')}) ;;`,
  );
  return `#compdef darkroom
# zsh completion of darkroom
_darkroom() {
  local at='' word
  local -a found
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in
${stepsOf(nodes, 'at')}
    esac
  done
  case "$at" in
${cases.join('\n')}
  esac
  _describe darkroom found || _files
}
if [ "$funcstack[1]" = _darkroom ]; then _darkroom "$@"; else compdef _darkroom darkroom; fi
`;
}

function fish(nodes: Node[]): string {
  const lines = nodes.flatMap(({ path, words }) => {
    const inner = nodes.filter((node) => node.path.length === path.length + 1 && path.every((name, at) => node.path[at] === name));
    const seen = path.map((name) => `__fish_seen_subcommand_from ${name}`);
    const notInner = inner.length > 0 ? [`not __fish_seen_subcommand_from ${inner.map((node) => node.path.at(-1)!).join(' ')}`] : [];
    // `retry` is a command, and one of `batches`.
    const parents = nodes
      .filter((node) => path.length === 1 && node.path.length === 2 && node.path[1] === path[0])
      .map((node) => node.path[0]!);
    const notOther = parents.length > 0 ? [`not __fish_seen_subcommand_from ${parents.join(' ')}`] : [];
    const condition = [...seen, ...notInner, ...notOther].join('; and ') || 'true';
    return words.map(({ word, says }) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${word}`;
      return `complete -c darkroom -n ${forFish(condition)} ${what}${says ? ` -d ${forFish(says)}` : ''}`;
    });
  });
  return `# fish completion of darkroom\n${lines.join('\n')}\n`;
}

function forZsh(text: string): string {
  return text.replaceAll("'", '’').replaceAll(':', String.raw`\:`);
}

function forFish(text: string): string {
  return `'${text.replaceAll('\\', String.raw`\\`).replaceAll("'", String.raw`\'`)}'`;
}

/** The cases of a shell that find the command that is being typed, word by word. */
function stepsOf(nodes: Node[], variable: string): string {
  const paths = nodes.map(({ path }) => path).filter((path) => path.length > 0);
  return paths.map((path) => `      '${path.slice(0, -1).join(' ')} ${path.at(-1)!}') ${variable}='${path.join(' ')}' ;;`).join('\n');
}
