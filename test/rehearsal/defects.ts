import { checkWith } from '../../lib/handlers/check-with.ts';
import { changer } from '../../lib/handlers/change.ts';
import { stepContext } from '../../lib/handlers/context.ts';
import { passGate } from '../../lib/handlers/gate.ts';
import type { Parts } from '../../lib/handlers/parts.ts';
import { render } from '../../lib/handlers/render.ts';
import { handleStep } from '../../lib/handlers/step.ts';
import { readLedger } from '../../lib/history/ledger.ts';
import { getRun } from '../../lib/history/runs.ts';
import type { Handler } from '../../lib/local/functions.ts';
import type { StepCall } from '../../lib/model/call.ts';
import { isObject } from '../../lib/model/json.ts';
import { externalName, runIdOf } from '../../lib/model/run.ts';
import type { Transport, WireAnswer, WireRequest } from '../../lib/model/transport.ts';
import { type CallKind, bodyOf, factsOf } from '../../lib/rehearsal/calls.ts';
import type { Defect } from '../../lib/rehearsal/play.ts';
import { textOf } from '../../lib/rehearsal/read.ts';
import type { Change, StepContext, StepType } from '../../lib/steps/step-type.ts';
import { restoreBackup } from '../../lib/steps/restore-backup.ts';

/** Mistakes that somebody could make, planted for one play. Nothing in lib/ knows of them. */

const ok = (body: object) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: new TextEncoder().encode(JSON.stringify(body)),
});

/** Writes on items of a kind lose their conditions: the last one wins. */
export function unconditional(
  kind: CallKind,
  which: (members: Record<string, unknown>) => boolean = () => true,
): Defect {
  return {
    transport: (inner) => changedRequests(inner, (request) => withoutCondition(request, kind, which)),
  };
}

function withoutCondition(
  request: WireRequest,
  kind: CallKind,
  which: (members: Record<string, unknown>) => boolean,
): WireRequest {
  const facts = factsOf(request);
  if (facts.kind !== kind || !facts.write || !facts.members || !which(facts.members)) return request;
  const { ConditionExpression: _, ...members } = facts.members;
  const text = textOf(members['UpdateExpression']);
  // DynamoDB refuses names and values that no expression uses.
  for (const part of ['ExpressionAttributeNames', 'ExpressionAttributeValues']) {
    const given = isObject(members[part]) ? members[part] : {};
    const used = Object.entries(given).filter(([name]) => new RegExp(`${name}(?![A-Za-z])`).test(text));
    if (used.length > 0) members[part] = Object.fromEntries(used);
    else delete members[part];
  }
  return { ...request, body: JSON.stringify(members) };
}

/** A ledger that forgets a no: nothing that is read shows a fence or an abort, and no write minds one. */
export function deafLedger(): Defect {
  const writes = unconditional('ledger');
  return {
    transport: (inner, process) => (request, signal) => {
      const answer = (writes.transport?.(inner, process) ?? inner)(request, signal);
      const { kind, operation } = factsOf(request);
      return kind === 'ledger' && operation === 'GetItem' ? answer.then(withoutNo) : answer;
    },
  };
}

function withoutNo(answer: WireAnswer): WireAnswer {
  const body: unknown = parsed(Buffer.from(answer.body).toString('utf8'));
  const item = isObject(body) ? body['Item'] : undefined;
  if (!isObject(item)) return answer;
  const { fencedAt: _fence, aborted: _abort, ...rest } = item;
  return { ...answer, body: new TextEncoder().encode(JSON.stringify({ Item: rest })) };
}

/** What is read under a kind of key is not there. */
export function blindFor(kind: CallKind): Defect {
  return {
    transport: (inner) => (request, signal) => {
      const { kind: found, operation } = factsOf(request);
      return found === kind && operation === 'GetItem' ? Promise.resolve(ok({})) : inner(request, signal);
    },
  };
}

/** A call of these functions is answered with success and goes nowhere. */
export function unsent(functions: readonly string[], which: (request: WireRequest) => boolean): Defect {
  return {
    transport: (inner, process) => (request, signal) =>
      functions.includes(process.name) && which(request) ? Promise.resolve(ok({})) : inner(request, signal),
  };
}

/** The restoring function's writes to the ledger are answered as if they had been kept. */
export function unkeptIntents(): Defect {
  return {
    transport: (inner, process) => (request, signal) => {
      const { kind, write, members = {} } = factsOf(request);
      if (process.name !== 'step-restore-backup' || kind !== 'ledger' || !write)
        return inner(request, signal);
      return Promise.resolve(ok({ Attributes: asIfKept(members, process.run) }));
    },
  };
}

function asIfKept(members: Record<string, unknown>, run: string): object {
  const names = isObject(members['ExpressionAttributeNames']) ? members['ExpressionAttributeNames'] : {};
  const values = isObject(members['ExpressionAttributeValues']) ? members['ExpressionAttributeValues'] : {};
  const entries = { M: { [textOf(names['#external'])]: values[':entry'] ?? { M: {} } } };
  return { pk: { S: `RUN#${run}` }, sk: { S: 'LEDGER' }, run: { S: run }, transients: { M: {} }, entries };
}

/** Requests of a function go out as something else. */
export function rewritten(
  functions: readonly string[],
  change: (
    request: WireRequest,
    body: Record<string, unknown>,
    payload: Record<string, unknown>,
  ) => object | undefined,
): Defect {
  return {
    transport: (inner, process) =>
      functions.includes(process.name)
        ? changedRequests(inner, (request) => {
            const body: unknown = request.method === 'POST' ? parsed(bodyOf(request)) : undefined;
            if (!isObject(body)) return request;
            const next = change(request, body, isObject(process.payload) ? process.payload : {});
            return next ? { ...request, body: JSON.stringify(next) } : request;
          })
        : inner,
  };
}

function changedRequests(inner: Transport, change: (request: WireRequest) => WireRequest): Transport {
  return (request, signal) => inner(change(request), signal);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A step type whose `run` is another one, in the wrapper as it is. */
export function stepThat(type: StepType, run: StepType['run']): Defect {
  const changed: StepType = { ...type, run };
  return { functions: { [`step-${type.uses}`]: (call, parts) => handleStep(changed, call, parts) } };
}

export interface Leaves {
  gate?: true;
  ledger?: true;
}

/** A restoring function whose wrapper asks for no approval, and leaves out what else is named. */
export function wrapperWithout(leaves: Leaves): Defect {
  const handler: Handler = async (raw, parts) => {
    const call = raw as StepCall;
    const standing = leaves.gate ? await ungated(call, parts) : await passGate(call.execution, parts);
    const type = restoreBackup as unknown as StepType;
    const given = checkWith(type, render(call.with));
    const change = leaves.ledger
      ? unrecorded(standing.run.run, call)
      : changer({ ...call, writeId: `${call.entered_at}-${call.attempt}` }, standing, parts, async () => {});
    const context: StepContext = stepContext(call, standing, parts, [], change);
    return { output: await type.run(given, context) };
  };
  return { functions: { 'step-restore-backup': handler } };
}

async function ungated(call: StepCall, parts: Parts) {
  const id = runIdOf(call.execution);
  const run = await getRun(parts.clients.table, id);
  const ledger = await readLedger(parts.clients.table, id);
  if (!run || !ledger) throw new Error('no run');
  return { run, ledger };
}

function unrecorded(run: string, call: StepCall) {
  return async <T>(change: Change<T>): Promise<T> => {
    const external = externalName(run, call.generation, call.iteration, call.step);
    return (await change.find(external)) ?? change.make(external);
  };
}
