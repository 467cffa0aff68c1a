import { createLogger } from '@darkroom/runtime';
import { lifecycleStress, testRedis } from '@darkroom/testkit';

import { createNotifier } from './test/notifier-world.ts';

const logger = createLogger({ name: 'notifier', level: 'silent' });

lifecycleStress('the notifier', () => createNotifier(testRedis(), { logger, settings: {}, options: {} }));
