import { answerOf } from '../history/tell.ts';
import type { Voice } from '../model/ask.ts';
import type { AskingCall } from '../model/call.ts';
import type { Json } from '../model/json.ts';
import { peopleCall, parseCall } from './calls.ts';
import { passGate, type Standing } from './gate.ts';
import type { Parts } from './parts.ts';
import { type Line, recorder } from './record.ts';

/** A state of `decide`, `manual` or `wait`, let in. */
export interface PeopleStep extends Standing {
  call: AskingCall;
  record: (line: Line) => Promise<void>;
}

/** What each of them begins with: the call, the gate, and the event that the step has begun. */
export async function beginPeopleStep(raw: unknown, who: string, parts: Parts): Promise<PeopleStep> {
  const call = parseCall(peopleCall, raw, who);
  const standing = await passGate(call.execution, parts, { phase: call.phase });
  const record = recorder(call, parts);
  if (call.attempt === 0 && call.level === 0) {
    await record({ kind: 'step-started', at: call.entered_at, text: call.title });
  }
  return { ...standing, call, record };
}

/** Which question of the step it is: of the step itself, or of taking it back, for the how-many-eth time. */
export function ofUndo({ phase, round }: AskingCall): { undo?: number } {
  return phase === 'undo' ? { undo: round ?? 0 } : {};
}

/** A dry-run asks nobody: it answers itself, and says what it took. */
export async function answerDry(
  { call, record }: Pick<PeopleStep, 'call' | 'record'>,
  voice: Omit<Voice, 'by' | 'at'>,
  lines: string[],
  parts: Parts,
): Promise<void> {
  const answer = { ...answerOf({ ...voice, by: 'dry-run', at: call.entered_at }) };
  const output: Json = { ...answer };
  const findings = lines.map((text) => ({ text }));
  await record({ kind: 'step-done', text: `${call.title} (${voice.because})`, findings, output });
  await parts.clients.states.succeed(call.token, output);
}
