import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { explain, fail } from '../model/errors.ts';
import { isObject } from '../model/json.ts';
import type { Io } from './io.ts';

/** A file (or `-`, standard input) as JSON. BadInput when it cannot be read or is none; what it says is checked by who uses it. */
export async function readEvent(io: Io, file: string): Promise<unknown> {
  const given = file === '-' ? await text(io.stdin) : await readText(io, file);
  try {
    return JSON.parse(given);
  } catch (error) {
    return fail(
      'NotAnAlarm',
      {
        what: `${file} is not JSON`,
        why: given.trim() === '' ? 'it is empty' : explain(error),
        todo: 'give a CloudWatch alarm state change, as EventBridge delivers it',
      },
      error,
    );
  }
}

async function readText(io: Io, file: string): Promise<string> {
  try {
    return await readFile(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    return fail(
      'BadInput',
      { what: `cannot read ${file}`, why: reason(error), todo: 'give the path of a file' },
      error,
    );
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  return code === 'EISDIR' ? 'it is a folder' : explain(error);
}

/** The alarm's ARN, when the event names one; only for choosing the sandbox's world. */
export function alarmOf(event: unknown): string | undefined {
  const resources = isObject(event) ? event['resources'] : undefined;
  const first: unknown = Array.isArray(resources) ? resources[0] : undefined;
  return typeof first === 'string' ? first : undefined;
}
