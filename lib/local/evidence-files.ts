import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transport, WireAnswer } from '../model/transport.ts';

const keyPattern = /\/(evidence\/[0-9a-f]{64}\.json)$/;

/** True for what goes to the evidence store, not to some other bucket. */
export function isEvidence(url: string): boolean {
  return keyPattern.test(new URL(url).pathname);
}

/** The evidence store as files of a folder, answering what the S3 client asks: PUT and GET of `evidence/<sha256>.json`. */
export function evidenceFiles(folder: string): Transport {
  return async ({ method, url, body }) => {
    const key = keyPattern.exec(new URL(url).pathname)?.[1];
    if (key === undefined) return answer(404, '<Error><Code>NoSuchKey</Code></Error>');
    const file = join(folder, key);
    if (method === 'PUT') {
      await mkdir(join(folder, 'evidence'), { recursive: true, mode: 0o700 });
      await writeFile(`${file}.part`, body, { mode: 0o600 });
      await rename(`${file}.part`, file); // whole, or not at all
      return answer(200, '');
    }
    try {
      return answer(200, await readFile(file));
    } catch {
      return answer(404, '<Error><Code>NoSuchKey</Code></Error>');
    }
  };
}

function answer(status: number, body: string | Uint8Array): WireAnswer {
  return { status, headers: {}, body: typeof body === 'string' ? new TextEncoder().encode(body) : body };
}
