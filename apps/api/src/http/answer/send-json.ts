import type { Answer } from '../handler.ts';

/**
 * Answers a request that is no GET with JSON. Own code rather than Express's `json`: that compares with what the caller holds, which only GET
 * needs, and writes head and body apart.
 */
export function sendJson(response: Answer, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  const bytes = Buffer.byteLength(text);
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', bytes);
  // The bytes of ASCII are the same in both, and Node writes Latin-1 faster.
  response.end(text, bytes === text.length ? 'latin1' : 'utf8');
}
