/** The bytes of a body in portions of one size; the last may be smaller. At most one portion and one chunk are in memory. */
export async function* inPortions(
  body: AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncGenerator<{ portion: Uint8Array; isLast: boolean }> {
  let portion = new Uint8Array(bytes);
  let filled = 0;
  for await (const chunk of body) {
    for (let at = 0; at < chunk.byteLength;) {
      // A full portion is handed out when more arrives: then it is certainly not the last.
      if (filled === bytes) {
        yield { portion, isLast: false };
        portion = new Uint8Array(bytes);
        filled = 0;
      }
      const piece = chunk.subarray(at, at + bytes - filled);
      portion.set(piece, filled);
      filled += piece.byteLength;
      at += piece.byteLength;
    }
  }
  if (filled > 0) yield { portion: portion.subarray(0, filled), isLast: true };
}
