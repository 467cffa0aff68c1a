import { expect, test } from '@jest/globals';

import { luaFiles } from './lua-files.ts';

/**
 * What Lua holds outside of functions lives on between calls, and another call would find what a failed one left. So whatever changes must be set in a
 * function that is given to `at_each_call`, or in `begin_call`.
 */
const parts = luaFiles().parts.map(({ name, text, builtAtOnce }) => ({ name, code: (builtAtOnce ?? text).replaceAll(/--.*/g, '') }));

/** Names outside of functions, indented or not, that are no functions. */
function variablesOf(code: string): string[] {
  let depth = 0;
  const names: string[] = [];
  for (const line of code.split('\n')) {
    const [, declared] = /^local ([\w, ]+?)(?: =.*| *)$/.exec(line) ?? [];
    if (declared && depth === 0) names.push(...declared.split(', '));
    if (/^(?:local )?function\b/.test(line) && !/\bend$/.test(line)) depth++;
    if (/^end$/.test(line) && depth > 0) depth--;
  }
  const isFunction = (name: string) => new RegExp(`^(?:local )?function ${name}\\(`, 'm').test(code);
  return [...new Set(names)].filter((name) => !isFunction(name));
}

/** Whether a function, whose lines are indented, changes a variable: as a whole, or an entry of its table. */
function changes(code: string, name: string): boolean {
  const inside = code
    .split('\n')
    .filter((line) => /^\s/.test(line))
    .join('\n');
  const shadowed = new RegExp(`^\\s+local (?:[\\w, ]+, )?${name}\\b`, 'm').test(inside);
  const target = `(?<![\\w.'])${name}`;
  const whole = new RegExp(`(?:^|\\bthen |\\bdo |\\belse |; )\\s*(?:[\\w, ]+, )?${target}(?:, [\\w, ]+)? = `, 'm').test(inside);
  const entry = new RegExp(`${target}(?:\\.\\w+|\\[[^\\]=]*\\])+(?:, [^=]*)? = `).test(inside);
  const inserted = new RegExp(`table\\.(?:insert|remove|sort)\\(${name}\\b`).test(inside);
  return !shadowed && (whole || entry || inserted);
}

/** The variables that are set anew at each call. */
function resetIn(code: string): string[] {
  const given = [...code.matchAll(/^at_each_call\((?:function\(\) (.*) end|(\w+))\)$/gm)];
  const named = given.map(
    ([, inline, name]) => inline ?? new RegExp(`^local function ${name}\\(\\)\\n([^]*?)\\nend$`, 'm').exec(code)?.[1] ?? '',
  );
  const begin = /^function begin_call\(\)\n([^]*?)\nend$/m.exec(code)?.[1] ?? '';
  const set = [...named, begin].flatMap((body) => [...body.matchAll(/^\s*([\w, ]+) = /gm)].flatMap(([, names]) => names!.split(', ')));
  return set.filter((name) => variablesOf(code).includes(name));
}

const changed = new Set(parts.flatMap(({ code }) => resetIn(code)));

test('the variables that live on between calls and change are set anew at each call', () => {
  // What belongs to the server, and not to a call: it stays right.
  const stays = ['loss: known_server', 'loss: known_run_id'];
  const changing = parts.flatMap(({ name, code }) =>
    variablesOf(code)
      .filter((one) => changes(code, one))
      .map((one) => `${name}: ${one}`),
  );
  const reset = parts.flatMap(({ name, code }) => resetIn(code).map((one) => `${name}: ${one}`));
  expect(reset.toSorted()).toEqual([
    'account: read',
    'found_limits: read',
    'kept_lists: opened',
    'money: budgets_read',
    'money: room_appeared',
    'pauses: pauses_read',
    'prelude: op',
    'prelude: prefix',
    'prelude: spec_id',
    'prelude: spec_text',
    'prelude: woken',
    'removal: left',
    'sources: ended',
    'sources: running',
    'write: counted',
    'write: listed',
    'write: specs',
    'write: tenants',
  ]);
  // `resets` itself only grows while the parts are built.
  expect(changing.filter((one) => !reset.includes(one))).toEqual(['prelude: resets', ...stays]);
});

test('no file takes such a variable from a module, which would give it the table of the first call', () => {
  const taken = [...luaFiles().commands.values(), ...luaFiles().parts].flatMap(({ name, text }) =>
    [...text.matchAll(/\b(?:money|sources|owners|copies|kept_lists|packing)\.(\w+)/g)]
      .filter(([, one]) => changed.has(one!))
      .map(([what]) => `${name}: ${what}`),
  );
  expect(taken).toEqual([]);
});

test('such a variable would be found', () => {
  const code = ['local seen, count = {}, 0', 'local function note(id)', '  seen[id] = true', '  count = count + 1', 'end'].join('\n');
  expect(variablesOf(code).filter((name) => changes(code, name))).toEqual(['seen', 'count']);
});
