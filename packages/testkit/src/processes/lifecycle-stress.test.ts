import { composeServices, createHttpServer } from '@darkroom/runtime';

import { lifecycleStress } from './lifecycle-stress.ts';

const httpServer = () => createHttpServer({ handler: (_request, response) => response.end(), port: 0 });

lifecycleStress('two HTTP servers as one', () => composeServices(httpServer(), httpServer()));
