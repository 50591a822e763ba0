import { readFile } from 'node:fs/promises';
import { explain, fail } from '../model/errors.ts';
import { isObject } from '../model/json.ts';

/** A file's text; BadInput, saying why, when it cannot be read. `shown` is its name in messages. */
export async function readText(file: string, shown: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    return fail(
      'BadInput',
      { what: `cannot read ${shown}`, why: reason(error), todo: 'give the path of a file' },
      error,
    );
  }
}

function reason(error: unknown): string {
  switch (isObject(error) ? error['code'] : undefined) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
      return 'you may not read it';
    default:
      return explain(error);
  }
}
