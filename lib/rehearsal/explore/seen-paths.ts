/** Bits of it: with a quarter of a million paths one in two hundred new ones is taken for one that was seen, and left out. */
const bits = 2 ** 22;
const hashes = 3;

/**
 * Which paths were drawn already, in half a megabyte however many they are: a Bloom filter. One that was drawn is always known; now and then one
 * that was not is taken for one that was.
 */
export class SeenPaths {
  readonly #bytes: Uint8Array;

  constructor(text?: string) {
    this.#bytes = new Uint8Array(bits / 8);
    if (text !== undefined) this.#bytes.set(Buffer.from(text, 'base64'));
  }

  has(id: string): boolean {
    return places(id).every((place) => ((this.#bytes[place >>> 3] ?? 0) & (1 << (place & 7))) !== 0);
  }

  add(id: string): void {
    for (const place of places(id))
      this.#bytes[place >>> 3] = (this.#bytes[place >>> 3] ?? 0) | (1 << (place & 7));
  }

  text(): string {
    return Buffer.from(this.#bytes).toString('base64');
  }
}

/** By two FNV-1a hashes with different beginnings, combined. */
function places(id: string): number[] {
  const one = hashOf(id, 0x811c9dc5);
  const other = hashOf(id, 0x01000193) | 1;
  return Array.from({ length: hashes }, (_, n) => (one + Math.imul(n, other)) & (bits - 1));
}

function hashOf(text: string, start: number): number {
  let hash = start;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}
