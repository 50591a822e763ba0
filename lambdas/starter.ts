import type { Parts } from '../lib/handlers/parts.ts';
import { handleStarter } from '../lib/handlers/starter.ts';
import { codeOf, type ErrorCode, explain } from '../lib/model/errors.ts';
import { lambda } from './lambda.ts';

/** What another try would not change: an answer for the log, not an error for Lambda to repeat. */
const final: readonly (ErrorCode | undefined)[] = [
  'NotAnAlarm',
  'NoTrigger',
  'AlarmSuppressed',
  'UnknownRunbook',
];

export const handler = lambda(startFrom);

async function startFrom(event: unknown, parts: Parts): Promise<unknown> {
  try {
    return await handleStarter(event, parts);
  } catch (error) {
    if (!final.includes(codeOf(error))) throw error;
    const held = explain(error);
    console.log(JSON.stringify({ started: [], held }));
    return { started: [], held };
  }
}
