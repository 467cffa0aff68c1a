import { z } from 'zod';

/** Getty's id of a generation. Opaque to us; bounded so that it fits in a path, where `.` and `..` would lead elsewhere. */
export const GenerationRequestId = z
  .string()
  .regex(/^(?!\.{1,2}$)[A-Za-z0-9_.~-]{1,128}$/, 'must be a generation request id')
  .meta({ description: "Getty's id of a generation.", examples: ['0a1b2c3d-4e5f-6789-abcd-ef0123456789'] });
