import { createStepper, type Stepper } from '@darkroom/testkit';
import { expect, test } from '@jest/globals';

import { archiveWorld, picture, type ArchiveWorld } from '../test/archive-world.ts';

const LEASE_OVER_MS = 21_000;

/** A worker that halts between two of its calls to Redis, to Getty or to the archive. */
function inSteps(world: ArchiveWorld, stepper: Stepper) {
  const { getty, archive } = world;
  const { begin, renew, end, putOff } = world.store.copies;
  return world.depsWith({
    store: { ...world.store, copies: stepper.inSteps({ begin, renew, end, putOff }) },
    getty: { ...world.getty, ...stepper.inSteps({ openFile: (...given: Parameters<typeof getty.openFile>) => getty.openFile(...given) }) },
    archive: {
      ...world.archive,
      ...stepper.inSteps({
        store: (...given: Parameters<typeof archive.store>) => archive.store(...given),
        clear: (...given: Parameters<typeof archive.clear>) => archive.clear(...given),
      }),
    },
  });
}

/** What an observer sees: whole files only, each with its description, and one event. */
async function seen(world: ArchiveWorld, id: string) {
  const files = (await world.files()).filter((name) => !name.endsWith('.part'));
  const job = await world.store.jobs.get(id);
  const events = (await world.eventTypes()).filter((type) => type === 'download.archived').length;
  return { state: job?.archive?.state ?? 'removed', files: files.map((name) => name.split('.').at(-1)), events };
}

const WHOLE = { state: 'done', files: ['jpg', 'json'], events: 1 };

test('a copy whose worker is killed at any step is completed by another, once', async () => {
  const ends = [];
  const steps: string[] = [];
  for (let haltAt = 0, died = true; died; haltAt++) {
    await using world = await archiveWorld();
    const id = await world.downloaded(world.file('/files/a', picture(200_000)));
    const stepper = createStepper(haltAt);
    const killed = world.once(id, inSteps(world, stepper)).catch((error: unknown) => error);
    died = (await Promise.race([killed, stepper.halted])) === 'halted';
    if (died) steps.push(stepper.steps.at(-1)!);
    world.pass(LEASE_OVER_MS);
    await world.run(id);
    ends.push(await seen(world, id));
  }
  expect(steps).toEqual(
    ['begin', 'openFile', 'store']
      .flatMap((call) => [`before ${call}`, `after ${call}`])
      .toSpliced(5, 0, 'before renew', 'after renew')
      .concat('before end', 'after end'),
  );
  expect(ends).toEqual(ends.map(() => WHOLE));
});

test('a worker that slept through its lease, and goes on after another has copied, changes nothing', async () => {
  const ends = [];
  for (let haltAt = 0, died = true; died; haltAt++) {
    await using world = await archiveWorld();
    const id = await world.downloaded(world.file('/files/a', picture(200_000)));
    const stepper = createStepper(haltAt);
    const slept = world.once(id, inSteps(world, stepper)).catch((error: unknown) => error);
    died = (await Promise.race([slept, stepper.halted])) === 'halted';
    world.pass(LEASE_OVER_MS);
    await world.run(id);
    stepper.goOn();
    await slept;
    ends.push(await seen(world, id));
  }
  expect(ends).toEqual(ends.map(() => WHOLE));
});

test('a job that is removed while its worker sleeps at any step leaves nothing in the archive', async () => {
  const ends = [];
  for (let haltAt = 0, died = true; died; haltAt++) {
    await using world = await archiveWorld();
    const id = await world.downloaded(world.file('/files/a', picture(200_000)));
    const stepper = createStepper(haltAt);
    const slept = world.once(id, inSteps(world, stepper)).catch((error: unknown) => error);
    died = (await Promise.race([slept, stepper.halted])) === 'halted';
    await world.store.edits.remove(id);
    world.pass(LEASE_OVER_MS);
    await world.run(id);
    stepper.goOn();
    await slept;
    await world.run(id);
    ends.push([(await seen(world, id)).state, await world.files()]);
  }
  expect(ends.length).toBeGreaterThan(8);
  expect(ends).toEqual(ends.map(() => ['removed', []]));
});

test('the removal of files whose worker is killed at any step is completed by another', async () => {
  const left = [];
  for (let haltAt = 0, died = true; died; haltAt++) {
    await using world = await archiveWorld();
    const id = await world.downloaded(world.file('/files/a', picture(1_000)));
    await world.run(id);
    await world.store.edits.remove(id);
    const stepper = createStepper(haltAt);
    const killed = world.once(id, inSteps(world, stepper)).catch((error: unknown) => error);
    died = (await Promise.race([killed, stepper.halted])) === 'halted';
    world.pass(LEASE_OVER_MS);
    await world.run(id);
    left.push(await world.files());
    expect((await world.store.copies.pending()).count).toBe(0);
  }
  expect(left).toEqual(left.map(() => []));
});
