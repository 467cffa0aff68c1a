import { writeFile } from 'node:fs/promises';

import { generateApiTypes } from '@darkroom/client-generator';

import { createDocument } from './document.ts';

/** Writes the types of the published client from the description: `npm --prefix apps/api run client-types`. */
await writeFile(
  new URL('../../../../packages/client/src/api-types.generated.ts', import.meta.url),
  await generateApiTypes(createDocument()),
);
