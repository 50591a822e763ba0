import { beforeAll, describe, expect, test } from '@jest/globals';
import type * as z from 'zod/mini';
import * as zod from 'zod/mini';
import { type ErrorCode, transientCodes } from '../../lib/model/errors.ts';
import { isObject } from '../../lib/model/json.ts';
import type { Given } from '../../lib/model/scenario.ts';
import type { Fields, StepContext, StepType } from '../../lib/steps/step-type.ts';
import { faultKinds, type FaultKind } from './faults.ts';
import { type Fault, type Invocation, SandboxOutside, type Saved } from './sandbox-outside.ts';

/** `with` that is refused: what about it, the value (merged over a good one), and parts of what has to be said. */
export type BadInput = [what: string, differs: Record<string, unknown>, ...says: string[]];

export interface Suite<W extends Fields> {
  /** Which world it is, where a type has more than one. */
  when?: string;
  /** Where the world differs from a healthy one. */
  world: Partial<Given>;
  /** A good `with`, as a runbook hands it over; may look into the world for names. */
  good: (world: SandboxOutside) => z.input<W>;
  bad: BadInput[];
  /** Output fields that tell the time: they differ between two equal outcomes. */
  volatile?: readonly string[];
  /** A check: what it cannot see it calls UNKNOWN instead of failing. */
  check?: true;
}

const pollsMax = 60;
const triesMax = 3;
/** More calls than these (polls of a restore, deletions of an undo) are faulted by kind: they take the same way. */
const eachMax = 20;
/** What a refusal comes out as: a human reads why. Systems without a word for it say that the request is wrong. */
const refused: readonly ErrorCode[] = ['AccessDenied', 'Rejected4xx'];
/** What a fault may come out as: the state machine tries again, or a human reads why. */
const honest: readonly ErrorCode[] = [...transientCodes, 'NotReady', ...refused];

/**
 * What every step type has to keep, on the sandbox, with the real clients: it refuses bad input with a useful message; twice is
 * once; and a fault at each call outside never becomes a success, a GONE, or a second change.
 */
export function stepSuite<W extends Fields, O extends Fields>(type: StepType<W, O>, suite: Suite<W>): void {
  type Act = (given: z.output<W>, context: StepContext) => Promise<unknown>;
  const run: Act = (given, context) => type.run(given, context);
  const undo: Act = async (given, context) => type.undo?.(given, context);
  const acts: { name: string; act: Act; before: Act | undefined }[] = [
    { name: 'run', act: run, before: undefined },
  ];
  if (type.undo) acts.push({ name: 'undo', act: undo, before: run });

  describe(`${type.uses} keeps what every step type keeps${suite.when ? `, ${suite.when}` : ''}`, () => {
    refusals(type, (world) => suite.good(world), suite.world, suite.bad);

    test('a plan changes nothing, and has every field of the output', async () => {
      const world = new SandboxOutside(suite.world);
      const before = world.snapshot();
      const given = type.with.parse(suite.good(world));
      const planned = await world.invoke((context) =>
        type.plan(given, {
          ...context,
          change: () => Promise.reject(new Error('a plan tried to change something')),
        }),
      );
      expect(planned).toMatchObject({ output: { lines: expect.any(Array) } });
      expect(Object.keys(planned.output?.output ?? {}).sort()).toEqual(Object.keys(type.output.shape).sort());
      expect(world.snapshot()).toEqual(before);
    });

    describe.each(acts)('$name', ({ act, before }) => {
      let start: Saved | undefined;
      let plain: Ended;
      let given: z.output<W>;
      beforeAll(async () => {
        const world = new SandboxOutside(suite.world);
        given = type.with.parse(suite.good(world));
        if (before) await through(world, (context) => before(given, context));
        start = world.save();
        plain = await play();
      });

      /** From the same start each time: the act until it is done, as the state machine would. */
      async function play(fault?: Fault): Promise<Ended> {
        const world = new SandboxOutside(suite.world, start);
        world.fault = fault;
        const history = await through(world, (context) => act(given, context));
        const output = still(history.at(-1)?.output, suite.volatile);
        return { world, history, output, calls: world.calls.slice() };
      }

      test('succeeds, with an output of its schema', () => {
        expect(plain.history.at(-1)).toMatchObject({ output: expect.anything() });
        expect(plain.calls.length).toBeGreaterThan(0);
        if (!before) type.output.parse(plain.history.at(-1)?.output);
      });

      test('twice is once: the world stays the same, and so does the output', async () => {
        const after = plain.world.snapshot();
        const again = await through(plain.world, (context) => act(given, context));
        expect(plain.world.snapshot()).toEqual(after);
        expect(still(again.at(-1)?.output, suite.volatile)).toEqual(plain.output);
      });

      test.each(faultKinds)('%s, at each call outside: honest, then as if it had not been', async (kind) => {
        for (const call of telling(plain.calls, eachMax)) {
          const ended = await play({ kind, from: call, to: call });
          const where = placeOf(kind, call, ended);
          for (const invocation of ended.history) judge(invocation, kind, where);
          // A check that saw less than there is sees it when asked again.
          const last = suite.check
            ? await through(ended.world, (context) => act(given, context))
            : ended.history;
          const output = still(last.at(-1)?.output, suite.volatile);
          expect({ ...where, output }).toEqual({ ...where, output: plain.output });
          expect({ ...where, world: ended.world.snapshot() }).toEqual({
            ...where,
            world: plain.world.snapshot(),
          });
        }
      });

      test.each(faultKinds)('%s, from each call on: never a success, never GONE', async (kind) => {
        for (const call of telling(plain.calls, 0)) {
          const ended = await play({ kind, from: call, to: Number.POSITIVE_INFINITY });
          for (const invocation of ended.history) judge(invocation, kind, placeOf(kind, call, ended));
        }
      });

      /** Nothing foreign; nothing but what may be tried again or says what is missing; no output but the true one, or UNKNOWN. */
      function judge(
        { code, said, output, foreign }: Invocation<unknown>,
        kind: FaultKind,
        where: object,
      ): void {
        expect({ ...where, foreign }).toEqual({ ...where, foreign: undefined });
        if (code === undefined) {
          const seen = still(output, suite.volatile);
          const less = suite.check ? unseen(seen, plain.output, kind) : undefined;
          expect({ ...where, output: less ?? seen }).toEqual({ ...where, output: plain.output });
          return;
        }
        expect({ ...where, codes: suite.check ? [] : honest }).toMatchObject({
          codes: expect.arrayContaining([code]),
        });
        if (refused.includes(code)) expect(said?.length).toBeGreaterThan(20);
      }
    });
  });
}

/** The table of bad input alone, for a type whose run is somebody else's. */
export function refusals<W extends Fields, O extends Fields>(
  type: StepType<W, O>,
  good: (world: SandboxOutside) => z.input<W>,
  given: Partial<Given>,
  bad: readonly BadInput[],
): void {
  const problems = (value: unknown) =>
    zod
      .safeParse(type.with, value)
      .error?.issues.map(({ path, message }) => `${path.join('.') || 'with'}: ${message}`)
      .join('; ');

  test('takes a good `with`', () => {
    expect(problems(good(new SandboxOutside(given)))).toBeUndefined();
  });

  test.each(bad)('refuses %s', (_, differs, ...says) => {
    const said = problems({ ...good(new SandboxOutside(given)), ...differs });
    for (const part of says) expect(said).toContain(part);
  });
}

interface Ended {
  world: SandboxOutside;
  /** Every invocation, the last one done (or given up on). */
  history: Invocation<unknown>[];
  output: Record<string, unknown> | undefined;
  calls: string[];
}

/** Numbers of the calls to fault, from 1: all up to `eachMax`, otherwise the first two and the last of each kind. */
function telling(calls: readonly string[], eachMax: number): number[] {
  const numbers = calls.map((_, index) => index + 1);
  if (calls.length <= eachMax) return numbers;
  const ofKind = (kind: string) => numbers.filter((call) => calls[call - 1] === kind);
  const kinds = [...new Set(calls)].map(ofKind);
  return [...new Set(kinds.flatMap((same) => [...same.slice(0, 2), ...same.slice(-1)]))].sort(
    (a, b) => a - b,
  );
}

/** Invokes until it is done, as the state machine would; a fault that never ends is given up on after a few tries. */
async function through(
  world: SandboxOutside,
  act: (context: StepContext) => Promise<unknown>,
): Promise<Invocation<unknown>[]> {
  const history: Invocation<unknown>[] = [];
  const endless = world.fault?.to === Number.POSITIVE_INFINITY;
  while (history.length < (endless ? triesMax : pollsMax)) {
    const invocation = await world.invoke(act);
    history.push(invocation);
    if (invocation.code === undefined) return history;
    await world.pass(invocation.code === 'NotReady' ? 15_000 : 2_000);
  }
  return history;
}

function placeOf(kind: FaultKind, call: number, { history }: Ended): object {
  return { kind, call, history: history.map(({ code, said }) => (code ? `${code}: ${said}` : 'done')) };
}

/** An output without the fields that tell the time. */
function still(output: unknown, volatile: readonly string[] = []): Record<string, unknown> | undefined {
  if (!isObject(output)) return Array.isArray(output) ? { lines: output } : undefined;
  return Object.fromEntries(Object.entries(output).filter(([field]) => !volatile.includes(field)));
}

/** The true output, when the one that is given only knows less: UNKNOWN, null, or (when nobody answered) UNREACHABLE. */
function unseen(
  seen: Record<string, unknown> | undefined,
  truth: Record<string, unknown> | undefined,
  kind: FaultKind,
): Record<string, unknown> | undefined {
  const silent = kind === 'request lost' || kind === 'answer lost' || kind === 'slow';
  const less = ['UNKNOWN', 'unknown', null, ...(silent ? ['UNREACHABLE'] : [])];
  const entries = Object.entries(seen ?? {});
  const blind = entries.some(([, value]) => less.includes(value as string | null));
  if (!blind || typeof seen?.['reason'] !== 'string' || seen['reason'] === '') return seen;
  return Object.fromEntries(
    entries.map(([field, value]) => [
      field,
      field === 'reason' || less.includes(value as string | null) ? truth?.[field] : value,
    ]),
  );
}
