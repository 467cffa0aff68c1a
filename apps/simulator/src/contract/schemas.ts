/** The parts of Getty's contract that several calls have. */
export type Schema = Record<string, unknown>;

export const text = { type: ['string', 'null'] };
export const integer = { type: 'integer', minimum: -2_147_483_648, maximum: 2_147_483_647 };
export const integerOrNull = { ...integer, type: ['integer', 'null'] };
export const instant = { type: 'string', pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$` };

export const aspectRatio = { enum: ['1:1', '3:4', '4:3', '9:16', '16:9', null] };
export const mediaType = { enum: ['photography', 'illustration'] };
export const mood = { enum: ['black_and_white', 'warm', 'cool', 'natural', 'vivid', 'dramatic', 'bold'] };

export const accounting = { product_id: integerOrNull, project_code: text, notes: text };

export const previewUrls = {
  type: ['array', 'null'],
  items: record(['preview_size', 'image_url', 'width', 'height'], { preview_size: text, image_url: text, width: integer, height: integer }),
};
/** Whether it can be null is not documented. */
export const asset = { anyOf: [record([], { id: text }), { type: 'null' }] };
export const image = { index: { type: 'integer', minimum: 0, maximum: 3 }, is_blocked: { type: 'boolean' }, preview_urls: previewUrls };

export const application = record(['ErrorCode', 'ErrorMessage'], { ErrorCode: { type: 'string' }, ErrorMessage: { type: 'string' } });
export const gateway = record(['message'], { message: { type: 'string' } });
const either = { anyOf: [application, gateway] };

/** The gateway in front of every call may refuse it, and any call may fail. */
export const anywhere = { 401: gateway, 403: either, 429: either, 500: application, 502: gateway, 503: gateway, 504: gateway };
export const onImage = { ...anywhere, 400: application, 404: application, 409: application, 410: application };

/** An object with these properties and no others. */
export function record(required: string[], properties: Record<string, object>): Schema {
  return { type: 'object', additionalProperties: false, required, properties };
}
