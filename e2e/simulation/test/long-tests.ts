import process from 'node:process';

/** Whether to run what takes long and rarely finds more: `LONG_TESTS=1 npm test -- e2e/simulation`. */
export const LONG_TESTS = process.env['LONG_TESTS'] === '1';
