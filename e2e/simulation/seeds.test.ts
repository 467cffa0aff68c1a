import { testSeeds } from './test/test-seeds.ts';

// Short worlds with much weather.
testSeeds([12, 15, 16, 31, 46, 62]);
