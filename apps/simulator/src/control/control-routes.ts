import express, { type Response, type Router } from 'express';
import type { z } from 'zod';

import { Scenario } from '../behaviour/scenario.ts';
import { addForeign, ForeignEntries, unlist, Unlisted } from './foreign.ts';
import { readLedger } from './ledger.ts';
import { describeProblems, SettingsChange } from '../settings.ts';
import type { World } from '../world.ts';

/** Routes that Getty does not have: the ledger of effects, the settings, and programmed behaviour. */
export function controlRoutes(world: World): Router {
  const router = express.Router();
  router.use(['/__settings', '/__scenarios', '/__foreign', '/__unlisted'], express.json({ limit: '1mb', type: () => true }));

  router.get('/__ledger', (request, response) => {
    response.json(readLedger(world, { withEntries: request.query['entries'] !== 'false' }));
  });
  router.delete('/__ledger', (_request, response) => {
    world.effects.clear();
    world.uploads.clear();
    world.limits.clear();
    world.counts.clear();
    response.status(204).end();
  });

  router.get('/__settings', (_request, response) => {
    response.json(world.settings.current);
  });
  router.put('/__settings', (request, response) => {
    const change = read(SettingsChange, request.body, response);
    if (!change) return;
    const given = Object.entries(change).filter(([name]) => name in (request.body as object));
    world.settings.current = { ...world.settings.current, ...Object.fromEntries(given) };
    response.json(world.settings.current);
  });

  router.get('/__scenarios', (_request, response) => {
    response.json({ scenarios: world.scenarios.list() });
  });
  router.post('/__scenarios', (request, response) => {
    const scenario = read(Scenario, request.body, response);
    if (scenario) response.status(201).json(world.scenarios.add(scenario));
  });
  router.delete('/__scenarios', (_request, response) => {
    world.scenarios.clear();
    response.status(204).end();
  });

  router.post('/__foreign', (request, response) => {
    const entries = read(ForeignEntries, request.body, response);
    if (entries) response.status(201).json({ generation_request_ids: addForeign(world, entries) });
  });
  router.post('/__unlisted', (request, response) => {
    const unlisted = read(Unlisted, request.body, response);
    if (unlisted) response.json({ unlisted: unlist(world, unlisted) });
  });
  return router;
}

/** Reads the body. If it is not valid, answers 400 with each problem and returns undefined. */
function read<Schema extends z.ZodType>(schema: Schema, body: unknown, response: Response): z.infer<Schema> | undefined {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  response.status(400).json({ problems: describeProblems(parsed.error) });
  return undefined;
}
