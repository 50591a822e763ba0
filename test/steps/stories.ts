import type * as z from 'zod/mini';
import { codeOf, type ErrorCode, explain } from '../../lib/model/errors.ts';
import type { Finding } from '../../lib/model/event.ts';
import type { Fields, StepContext, StepType } from '../../lib/steps/step-type.ts';
import { type ContextParts, emptyMemory, type Memory, stepContext } from '../builders/step-context.ts';
import { type FakeOutside, prodBlue } from './fake-outside.ts';

/** What came of one invocation of a step. */
export interface Invoked<O> {
  output?: O;
  code?: ErrorCode | undefined;
  /** The error in one line. */
  said: string;
  findings: Finding[];
}

export interface Told extends Partial<ContextParts> {
  outside: FakeOutside & Partial<ContextParts['outside']>;
  memory?: Memory;
}

/** Checks `with` as the wrapper does and runs the step once against the fake. */
export async function runOnce<W extends Fields, O extends Fields>(
  type: StepType<W, O>,
  given: unknown,
  told: Told,
): Promise<Invoked<z.output<O>>> {
  return invoke((checked, context) => type.run(checked, context), type, given, told);
}

/** As `runOnce`, until it is no longer NotReady; ten seconds between two. */
export async function runThrough<W extends Fields, O extends Fields>(
  type: StepType<W, O>,
  given: unknown,
  told: Told,
) {
  const memory = told.memory ?? emptyMemory();
  for (let poll = 0; poll < 20; poll++) {
    const invoked = await runOnce(type, given, { ...told, memory });
    if (invoked.code !== 'NotReady') return invoked;
    told.outside.time += 10_000;
  }
  throw new Error(`${type.uses} is still not ready after 20 polls`);
}

export async function invoke<W extends Fields, O extends Fields, R>(
  what: (given: z.output<W>, context: StepContext) => Promise<R>,
  type: StepType<W, O>,
  given: unknown,
  told: Told,
): Promise<Invoked<R>> {
  const { context, findings } = stepContext({
    clock: told.outside.clock,
    clusters: { 'prod-blue': prodBlue },
    ...told,
  });
  try {
    return { output: await what(type.with.parse(given), context), said: '', findings };
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return { code: codeOf(error), said: explain(error), findings };
  }
}
