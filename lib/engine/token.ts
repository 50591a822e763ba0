import { Buffer } from 'node:buffer';
import type { Random } from '../model/clock.ts';
import { isObject } from '../model/json.ts';
import { randomIds } from './random.ts';

/** A task token: whose task it answers, and 128 bits that nobody guesses. Opaque to everybody else. */
export function newToken(executionArn: string, ticket: string, random: Random): string {
  const token = { e: executionArn, t: ticket, n: randomIds(random)() };
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

/** Which task a token answers; undefined when it is no token of ours. */
export function readToken(token: string): { executionArn: string; ticket: string } | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (!isObject(parsed)) return undefined;
    const { e, t } = parsed;
    return typeof e === 'string' && typeof t === 'string' ? { executionArn: e, ticket: t } : undefined;
  } catch {
    return undefined;
  }
}
