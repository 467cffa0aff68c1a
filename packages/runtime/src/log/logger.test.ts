import { Writable } from 'node:stream';

import { expect, test } from '@jest/globals';

import { createLogger } from './logger.ts';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  write(createLogger({ name: 'test', level: 'info', destination }));
  return text;
}

test('a line is one JSON object with the event as its message', () => {
  const line = JSON.parse(logged((logger) => logger.info({ job_id: 'job_1' }, 'pass.ended'))) as Record<string, unknown>;
  expect(line).toMatchObject({ level: 'info', name: 'test', job_id: 'job_1', msg: 'pass.ended' });
});

test('secrets are redacted, at the top and one level down', () => {
  const text = logged((logger) =>
    logger.info(
      { apiKey: 'hunter2', headers: { authorization: 'Bearer hunter2', 'Api-Key': 'hunter2', cookie: 'hunter2' }, token: 'hunter2' },
      'x',
    ),
  );
  expect(text).not.toContain('hunter2');
  expect(text).toContain('[redacted]');
});

test('an error is logged with its cause', () => {
  const text = logged((logger) => logger.warn({ error: new Error('outer', { cause: new Error('inner') }) }, 'x'));
  expect(JSON.parse(text)).toMatchObject({ error: { message: 'outer', cause: { message: 'inner' } } });
});
