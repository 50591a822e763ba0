import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';

/*
 * What one sync makes safe is one batch: a mark, its number in the file, its length, a checksum over number, length and
 * text, and the text: one record of JSON a line. A batch is written after the one before it was synced, so a bad batch
 * that a good one follows was safe once and is damage; a bad one at the end is what a crash left unfinished.
 */

/** No byte of it occurs in UTF-8, so that no text can be taken for the beginning of a batch. */
const mark = Buffer.from([0xf8, 0xf9, 0xfa, 0xfb]);
const headBytes = 16;
/** More than any batch has: a length above it is damage. */
const textBytesMax = 1 << 30;

export function encodeBatch(number: number, records: readonly string[]): Uint8Array {
  const text = Buffer.from(records.join('\n'));
  const batch = Buffer.alloc(headBytes + text.length);
  mark.copy(batch);
  batch.writeUInt32LE(number, 4);
  batch.writeUInt32LE(text.length, 8);
  text.copy(batch, headBytes);
  batch.writeUInt32LE(checksum(batch, 0, text.length), 12);
  return batch;
}

function checksum(bytes: Buffer, at: number, length: number): number {
  const head = crc32(bytes.subarray(at + 4, at + 12));
  return crc32(bytes.subarray(at + headBytes, at + headBytes + length), head);
}

export interface ReadBatches {
  batches: string[][];
  /** Offset behind the last good batch. */
  end: number;
  /** Offset of a good batch behind a bad one; undefined when there is none. */
  resumesAt: number | undefined;
}

/** The batches from an offset on, numbered from 0, up to the first that is not whole. */
export function readBatches(given: Uint8Array, offset: number): ReadBatches {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  const batches: string[][] = [];
  let end = offset;
  for (;;) {
    const length = lengthOfGood(bytes, end, batches.length);
    if (length === undefined) break;
    batches.push(bytes.toString('utf8', end + headBytes, end + headBytes + length).split('\n'));
    end += headBytes + length;
  }
  return { batches, end, resumesAt: nextGood(bytes, end + 1, batches.length) };
}

/** Length of the text of a whole batch at an offset. */
function lengthOfGood(bytes: Buffer, at: number, number: number): number | undefined {
  if (at + headBytes > bytes.length || bytes.compare(mark, 0, 4, at, at + 4) !== 0) return undefined;
  const length = bytes.readUInt32LE(at + 8);
  if (length > textBytesMax || at + headBytes + length > bytes.length) return undefined;
  if (bytes.readUInt32LE(at + 4) !== number) return undefined;
  return bytes.readUInt32LE(at + 12) === checksum(bytes, at, length) ? length : undefined;
}

function nextGood(bytes: Buffer, from: number, number: number): number | undefined {
  for (let at = bytes.indexOf(mark, from); at >= 0; at = bytes.indexOf(mark, at + 1)) {
    if (at + headBytes > bytes.length) return undefined;
    const found = bytes.readUInt32LE(at + 4);
    if (found > number && lengthOfGood(bytes, at, found) !== undefined) return at;
  }
  return undefined;
}
