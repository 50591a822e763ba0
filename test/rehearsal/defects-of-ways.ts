import type { Compiled } from '../../lib/compiler/compile.ts';
import { changer } from '../../lib/handlers/change.ts';
import { checkWith } from '../../lib/handlers/check-with.ts';
import { stepContext } from '../../lib/handlers/context.ts';
import { passGate, type Standing } from '../../lib/handlers/gate.ts';
import { handleApprove } from '../../lib/handlers/approve.ts';
import { handleLock } from '../../lib/handlers/lock.ts';
import type { Parts } from '../../lib/handlers/parts.ts';
import { handleStep } from '../../lib/handlers/step.ts';
import { handleUndo } from '../../lib/handlers/undo.ts';
import { withValues } from '../../lib/handlers/with-values.ts';
import { readLedger } from '../../lib/history/ledger.ts';
import { markUndoneStep, undoKey } from '../../lib/history/ledger-undo.ts';
import { releaseLock } from '../../lib/history/lock.ts';
import { getRun } from '../../lib/history/runs.ts';
import type { Handler } from '../../lib/local/functions.ts';
import type { ApproveCall, StepCall, UndoAnswer, UndoCall } from '../../lib/model/call.ts';
import { iso } from '../../lib/model/clock.ts';
import { isObject } from '../../lib/model/json.ts';
import type { UndoRecord } from '../../lib/model/ledger.ts';
import { runIdOf } from '../../lib/model/run.ts';
import type { Transport, WireAnswer, WireRequest } from '../../lib/model/transport.ts';
import { factsOf } from '../../lib/rehearsal/calls.ts';
import type { Defect } from '../../lib/rehearsal/play.ts';
import { textOf } from '../../lib/rehearsal/read.ts';
import { restoreBackup } from '../../lib/steps/restore-backup.ts';
import type { Change, StepContext, StepType } from '../../lib/steps/step-type.ts';
import { unconditional } from './defects.ts';

/*
 * Mistakes that somebody could make in what the whole language adds: taking back, nested runs, handing on, questions of every kind.
 * Planted for one play; nothing in lib/ knows of them.
 */

const restoring = restoreBackup as unknown as StepType;
const asStep = (raw: unknown) => raw as StepCall;

/** The restoring function, with another way to take back. */
function takingBack(undo: (call: StepCall, parts: Parts) => Promise<unknown>): Record<string, Handler> {
  return {
    'step-restore-backup': (raw, parts) => {
      const call = asStep(raw);
      return call.phase === 'undo' ? undo(call, parts) : handleStep(restoring, call, parts);
    },
  };
}

/** What the type itself does to take back, past the ledger. */
async function undoAlone(call: StepCall, { run, ledger }: Standing, parts: Parts): Promise<unknown> {
  const context = stepContext(call, { run }, parts, [], <T>(change: Change<T>) => change.make(''));
  const given = ledger.undo[undoKey(call)]?.with ?? {};
  return { output: { lines: (await restoring.undo?.(given, context)) ?? [] } };
}

async function standing(execution: string, parts: Parts): Promise<Standing> {
  const id = runIdOf(execution);
  const [run, ledger] = [await getRun(parts.clients.table, id), await readLedger(parts.clients.table, id)];
  if (!run || !ledger) throw new Error('no run');
  return { run, ledger };
}

function answerOf(record: UndoRecord | undefined): UndoAnswer {
  if (!record) return { step: null, iteration: 0, generation: 0, with: {}, reads: {}, output: null };
  const { step, iteration, generation, with: given, reads, output } = record;
  return { step, iteration, generation, with: given, reads, output };
}

/** Records that are not taken back, the newest first. */
async function leftOf(execution: string, parts: Parts): Promise<UndoRecord[]> {
  const { ledger } = await standing(execution, parts);
  return Object.values(ledger.undo)
    .filter(({ undoneAt, leftBy }) => undoneAt === undefined && leftBy === undefined)
    .toSorted((a, b) => (a.beganAt < b.beganAt ? 1 : -1));
}

/** A run that ends well is taken back, too. */
export function undoWithoutAbort(): Defect {
  return {
    runbooks: (compiled) => withNext(compiled, 'Recovery', 'Undo'),
    functions: {
      ...takingBack(async (call, parts) => undoAlone(call, await standing(call.execution, parts), parts)),
      undo: async (raw, parts) => {
        const { execution, done } = raw as UndoCall;
        const at = iso(parts.clock.now());
        if (done) await markUndoneStep(parts.clients.table, runIdOf(execution), done, at);
        return answerOf((await leftOf(execution, parts))[0]);
      },
    },
  };
}

function withNext(compiled: Compiled, state: string, next: string): Compiled {
  const { States } = compiled.definition;
  const from = States[state];
  if (!from || !States[next]) return compiled;
  const changed = { ...from, Next: next } as typeof from;
  return { ...compiled, definition: { ...compiled.definition, States: { ...States, [state]: changed } } };
}

/** What was done first is taken back first. */
export function oldestFirst(): Defect {
  return {
    functions: {
      undo: async (raw, parts) => {
        const answer = await handleUndo(raw, parts);
        return answer.step === null ? answer : answerOf((await leftOf(asStep(raw).execution, parts)).at(-1));
      },
    },
  };
}

/** What is taken back is taken back once more, under another name, at each try of the machine. */
export function undoneAtEachTry(): Defect {
  return {
    functions: takingBack((call, parts) =>
      handleStep(restoring, { ...call, round: call.attempt * 3 }, parts),
    ),
  };
}

/** The step type takes back, and the ledger hears of it when it is done. */
export function undoWithoutIntent(): Defect {
  return {
    functions: takingBack(async (call, parts) =>
      undoAlone(call, await passGate(call.execution, parts, { phase: 'undo' }), parts),
    ),
  };
}

/** All deployments of the namespace are taken away, whoever made them. */
export function undoOfEverything(): Defect {
  const everything: StepType = {
    ...restoring,
    async undo(given: Record<string, unknown>, context: StepContext) {
      const kubernetes = await context.kubernetes(textOf(given['cluster']));
      const path = `/apis/apps/v1/namespaces/${textOf(given['namespace'])}/deployments`;
      for (const { metadata } of await kubernetes.list(path))
        await kubernetes.delete(`${path}/${metadata.name}`);
      return ['everything is gone'];
    },
  };
  return { functions: takingBack((call, parts) => handleStep(everything, call, parts)) };
}

/** A second abort is not heard: what is left is taken back all the same. */
export function undoGoesOn(): Defect {
  const writes = unconditional('ledger', (members) => has(members, ':entry'));
  return {
    transport: (inner, process) => (request, signal) => {
      const answer = (writes.transport?.(inner, process) ?? inner)(request, signal);
      return reads(request, 'ledger') ? answer.then((one) => without(one, ['undoStopped'])) : answer;
    },
  };
}

/** A run of a step gives its lock back as soon as it has it: the run above holds one. */
export function nestedWithoutLock(): Defect {
  return {
    functions: {
      lock: async (raw, parts) => {
        const answer = await handleLock(raw, parts);
        const { run } = await standing(asStep(raw).execution, parts);
        const handledSignals = Number.MAX_SAFE_INTEGER;
        if (run.parent !== undefined)
          await releaseLock(parts.clients.table, { run: run.run, holds: run.holds ?? [], handledSignals });
        return answer;
      },
    },
  };
}

/** A run of a step does not ask how the run above stands, and an abort there does not reach it. */
export function nestedDeafToAbove(): Defect {
  return {
    transport: (inner, process) => (request, signal) => {
      const { kind, key } = factsOf(request);
      const answer = inner(request, signal);
      if (kind !== 'ledger') return answer;
      if (process.name.startsWith('person')) return answer.then((one) => without(one, ['nested']));
      return key?.pk === `RUN#${process.run}`
        ? answer
        : answer.then((one) => without(one, ['aborted', 'fencedAt']));
    },
  };
}

/** Hand on leaves the lock where it is. */
export function lockLeftBehind(): Defect {
  return {
    transport:
      (inner, { name }) =>
      (request, signal) => {
        const { kind, write } = factsOf(request);
        return name === 'hand-on' && kind === 'lock' && write
          ? Promise.resolve(json({}))
          : inner(request, signal);
      },
  };
}

/** Hand on moves the lock of a run that it has not fenced. */
export function handedOnUnfenced(): Defect {
  return {
    transport: (inner, process) => (request, signal) => {
      const fences = has(factsOf(request).members ?? {}, '#fencedAt = if_not_exists');
      return process.name === 'hand-on' && fences ? asItIs(inner, request, signal) : inner(request, signal);
    },
  };
}

/** Close run does not see what people said of failed steps. */
export function skipsForgotten(): Defect {
  return {
    transport:
      (inner, { name }) =>
      (request, signal) => {
        const { kind, operation } = factsOf(request);
        const answer = inner(request, signal);
        if (name !== 'close-run' || kind !== 'ask' || operation !== 'Query') return answer;
        return answer.then((one) =>
          edited(one, (body) => ({ ...body, Items: itemsOf(body).filter(isNoFailure) })),
        );
      },
  };
}

/** A wait that is nobody's question: it is over when its time is. */
export function waitWithoutAsk(): Defect {
  return { functions: { 'step-wait': async () => null } };
}

/** An unattended runbook takes whoever started it for a person: who asks, and who changes and looks at it again. */
export function anybodyIsAPerson(): Defect {
  return startedBy('person', 'erin');
}

/** Nobody knows that a person started it: neither who asks, nor who changes and looks at it again. */
export function nobodyIsTheStarter(): Defect {
  return startedBy('alarm', 'an-alarm');
}

function startedBy(kind: string, name: string): Defect {
  const starter = { M: { kind: { S: kind }, name: { S: name } } };
  return {
    transport: (inner, process) => (request, signal) => {
      const answer = inner(request, signal);
      const mistaken = process.name === 'step-approve' || process.name === 'step-restore-backup';
      if (!mistaken || !reads(request, 'run')) return answer;
      return answer.then((one) =>
        edited(one, (body) =>
          isObject(body['Item']) && body['Item']['startedBy'] !== undefined
            ? { Item: { ...body['Item'], startedBy: starter } }
            : body,
        ),
      );
    },
  };
}

/** Tried again with other values, a step needs no other yes than the one for the old ones. */
export function oldYesForNewValues(): Defect {
  const yes = {
    answer: 'approve',
    approved: true,
    by: '',
    because: '',
    at: '',
    values: null,
    to: null,
    record: null,
  };
  return {
    functions: {
      'step-approve': async (raw, parts) => {
        const call = raw as ApproveCall;
        if (!isOther(call)) return handleApprove(raw, parts);
        await parts.clients.states.succeed(call.token, yes);
        return null;
      },
      'step-restore-backup': async (raw, parts) => {
        const call = asStep(raw);
        if (!isOther(call) || call.phase === 'undo') return handleStep(restoring, call, parts);
        const passed = await passGate(call.execution, parts);
        const writeId = `${call.entered_at}-${call.attempt}`;
        const change = changer({ ...call, writeId }, passed, parts, async () => {});
        const given = checkWith(restoring, withValues(call));
        return { output: await restoring.run(given, stepContext(call, passed, parts, [], change)) };
      },
    },
  };
}

const isOther = ({ values }: StepCall): boolean => Object.keys(values ?? {}).length > 0;

function reads(request: WireRequest, kind: string): boolean {
  const facts = factsOf(request);
  return facts.kind === kind && facts.operation === 'GetItem';
}

/** Whether the members of a call have this word anywhere. */
function has(members: Record<string, unknown>, word: string): boolean {
  return JSON.stringify(members).includes(word);
}

/** A write is answered with the item as it is. */
async function asItIs(inner: Transport, request: WireRequest, signal?: AbortSignal): Promise<WireAnswer> {
  const { TableName, Key } = factsOf(request).members ?? {};
  const headers = { ...request.headers, 'x-amz-target': 'DynamoDB_20120810.GetItem' };
  const body = JSON.stringify({ TableName, Key, ConsistentRead: true });
  const answer = await inner({ ...request, headers, body }, signal);
  return edited(answer, ({ Item }) => ({ Attributes: Item }));
}

/** An answer about one item, without some of its attributes. */
function without(answer: WireAnswer, names: string[]): WireAnswer {
  const strip = (item: unknown) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).map((entry) => emptied(entry, names))) : item;
  return edited(answer, (body) => ({
    ...body,
    ...(isObject(body['Item']) ? { Item: strip(body['Item']) } : {}),
    ...(isObject(body['Attributes']) ? { Attributes: strip(body['Attributes']) } : {}),
  }));
}

/** A map stays, with nothing in it; anything else goes. */
function emptied([name, value]: [string, unknown], names: string[]): [string, unknown] {
  if (!names.includes(name)) return [name, value];
  return name === 'nested' ? [name, { M: {} }] : [`was_${name}`, value];
}

function itemsOf(body: Record<string, unknown>): unknown[] {
  return Array.isArray(body['Items']) ? body['Items'] : [];
}

function isNoFailure(item: unknown): boolean {
  const kind = isObject(item) ? item['kind'] : undefined;
  return !(isObject(kind) && kind['S'] === 'failure');
}

function edited(answer: WireAnswer, edit: (body: Record<string, unknown>) => object): WireAnswer {
  const body: unknown = answer.status === 200 ? parsed(answer) : undefined;
  return isObject(body) ? { ...answer, ...json(edit(body)) } : answer;
}

function parsed({ body }: WireAnswer): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined; // a fault has made it unreadable
  }
}

function json(body: object): WireAnswer {
  const headers = { 'content-type': 'application/json' };
  return { status: 200, headers, body: new TextEncoder().encode(JSON.stringify(body)) };
}
