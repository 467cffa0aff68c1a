import { describe, expect, test } from '@jest/globals';

import { commandNames, scriptOf } from './command-scripts.ts';
import { setup } from './test/world.ts';

describe('the script of each command', () => {
  test.each(commandNames())('%s is taken by Redis, with room for twenty names more', async (name) => {
    await using world = await setup();
    const more = Array.from({ length: 20 }, (_, n) => `local more_${n} = ${n}`).join('\n');
    expect(await world.raw.script('LOAD', `${more}\n${scriptOf(name)}`)).toMatch(/^[0-9a-f]{40}$/);
  });

  test('holds the parts that it uses, and those that they use', () => {
    const script = scriptOf('advance');
    expect(script).toContain('local function write(');
    expect(script).toContain('local function leave_slot(');
    expect(scriptOf('page')).not.toContain('local function write(');
  });
});
