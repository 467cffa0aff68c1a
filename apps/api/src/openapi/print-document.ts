import { createDocument } from './document.ts';

/** Prints the description, for tools that read it from a file: `npm run openapi` lints it. */
console.log(JSON.stringify(createDocument(), null, 2));
