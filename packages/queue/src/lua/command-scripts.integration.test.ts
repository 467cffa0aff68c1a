import { describe, expect, test } from '@jest/globals';

import { commandNames, scriptOf } from './command-scripts.ts';
import { setup } from '../test/world.ts';

describe('the script of each command', () => {
  test('is accepted by Redis, with room for twenty more names', async () => {
    await using world = await setup();
    const more = Array.from({ length: 20 }, (_, n) => `local more_${n} = ${n}`).join('\n');
    const load = async (name: string) => [name, await world.raw.script('LOAD', `${more}\n${scriptOf(name, 2)}`)] as const;
    const loaded = await Promise.all(commandNames().map(load));
    expect(loaded.length).toBeGreaterThan(40);
    expect(loaded.filter(([, hash]) => !/^[0-9a-f]{40}$/.test(String(hash)))).toEqual([]);
  });

  test('contains the parts that it uses, and their dependencies', () => {
    const script = scriptOf('advance', 2);
    expect(script).toContain('function write(');
    expect(script).toContain('function leave_slot(');
    expect(scriptOf('page', 2)).not.toContain('function write(');
  });
});
