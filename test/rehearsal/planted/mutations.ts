import { handleApprove } from '../../../lib/handlers/approve.ts';
import { handleCloseRun } from '../../../lib/handlers/close-run.ts';
import { handleLock } from '../../../lib/handlers/lock.ts';
import { handleStep } from '../../../lib/handlers/step.ts';
import type { Parts } from '../../../lib/handlers/parts.ts';
import { allHolds, holdsOf } from '../../../lib/handlers/target-holds.ts';
import { holderOf, releaseLock } from '../../../lib/history/lock.ts';
import { getRun } from '../../../lib/history/runs.ts';
import type { LockCall, StepCall } from '../../../lib/model/call.ts';
import { isObject } from '../../../lib/model/json.ts';
import { runIdOf } from '../../../lib/model/run.ts';
import { type CallKind, bodyOf, factsOf } from '../../../lib/rehearsal/calls.ts';
import type { Defect } from '../../../lib/rehearsal/play.ts';
import { textOf } from '../../../lib/rehearsal/read.ts';
import { checkCluster } from '../../../lib/steps/check-cluster.ts';
import { restoreBackup } from '../../../lib/steps/restore-backup.ts';
import type { StepType } from '../../../lib/steps/step-type.ts';
import { deafLedger, stepThat } from '../defects.ts';
import { answered, bodyIn, instead, objectIn, readAs, withMembers } from '../people/instead.ts';

/** Mistakes that somebody could make in our code, planted for one exploration. Nothing in lib/ knows of them. */

const restoring = restoreBackup as unknown as StepType;
const checking = checkCluster as unknown as StepType;

/** Everything that a run holds is free, whoever has it. */
async function free(run: string, parts: Parts): Promise<void> {
  const found = await getRun(parts.clients.table, run);
  if (!found) return;
  const holds = await allHolds(found, parts.clients.table);
  await releaseLock(parts.clients.table, { run, holds, handledSignals: Number.MAX_SAFE_INTEGER });
}

/** Nobody else has to wait while people think: the lock is given back when they are asked. */
export function lockFreeWhileAsking(): Defect {
  return {
    functions: {
      'step-approve': async (raw, parts) => {
        await free(runIdOf((raw as StepCall).execution), parts);
        return handleApprove(raw, parts);
      },
    },
  };
}

/** An intent is taken for kept, and is not: the answer shows it beside what is there. */
export function intentUnkept(): Defect {
  return instead(
    ({ kind, operation, members }) =>
      kind === 'ledger' &&
      operation === 'UpdateItem' &&
      objectIn(objectIn(members, 'ExpressionAttributeValues'), ':entry')['M'] !== undefined &&
      textOf(members?.['UpdateExpression']).includes('#external'),
    async (request, { members = {} }, inner) => {
      const { TableName, Key } = members;
      const headers = { ...request.headers, 'x-amz-target': 'DynamoDB_20120810.GetItem' };
      const item = objectIn(
        bodyIn(await inner(withMembers({ ...request, headers }, { TableName, Key, ConsistentRead: true }))),
        'Item',
      );
      const name = textOf(objectIn(members, 'ExpressionAttributeNames')['#external']);
      const entry = objectIn(members, 'ExpressionAttributeValues')[':entry'];
      const entries = { M: { ...objectIn(objectIn(item, 'entries'), 'M'), [name]: entry } };
      return answered({ Attributes: { ...item, entries } });
    },
  );
}

/** Close run gives back what its target names, whoever has it: a run that joined or was refused, too. */
export function lockFreedByAnybody(): Defect {
  return {
    functions: {
      'close-run': async (raw, parts) => {
        const answer = await handleCloseRun(raw, parts);
        const run = await getRun(parts.clients.table, runIdOf((raw as StepCall).execution));
        for (const hold of run?.holds ?? []) {
          const holder = await holderOf(parts.clients.table, hold);
          if (holder) await free(holder.run, parts);
        }
        return answer;
      },
    },
  };
}

/** A lock that is older than three minutes is nobody's: whoever wants it takes it. */
export function takenOverByTime(): Defect {
  return {
    functions: {
      lock: async (raw, parts) => {
        const { execution, target } = raw as LockCall;
        const run = await getRun(parts.clients.table, runIdOf(execution));
        const databases = parts.manifests[run?.runbook ?? '']?.estate.databases ?? {};
        for (const hold of run ? holdsOf(target, { clusters: run.clusters, databases }) : []) {
          const holder = await holderOf(parts.clients.table, hold);
          const old = holder && parts.clock.now() - Date.parse(holder.since) > 3 * 60_000;
          if (old && holder.run !== run?.run) await free(holder.run, parts);
        }
        return handleLock(raw, parts);
      },
    },
  };
}

/** Lock does not see who has the whole, nor, where it wants the whole, who has a part. */
export function partBesideWhole(): Defect {
  return readAs(
    ({ kind }, { name }) => kind === 'lock' && name === 'lock',
    ({ whole: _whole, ...item }) => ({ ...item, parts: { M: {} } }),
  );
}

/** A restoring function that names what it makes by another generation than the state machine's. */
export function restoringAs(generationOf: (call: StepCall) => number): Defect {
  return {
    functions: {
      'step-restore-backup': (raw, parts) => {
        const call = raw as StepCall;
        return handleStep(restoring, { ...call, generation: generationOf(call) }, parts);
      },
    },
  };
}

/** Neither the restoring function nor what it writes minds that its run is closed: a redrive, or a payload that comes late, goes on. */
export function deafToTheEnd(): Defect {
  const deaf = deafLedger();
  const open = readAs(
    ({ kind }) => kind === 'run' || kind === 'ask',
    (item) => {
      const { status, decision, ...rest } = item;
      const answer = textOf(objectIn(objectIn(objectIn(item, 'decision'), 'M'), 'answer')['S']);
      return {
        ...rest,
        ...(status === undefined ? {} : { status: { S: 'open' } }),
        ...(decision === undefined || answer === 'abort' ? {} : { decision }),
      };
    },
  );
  return {
    transport: (inner, process) => {
      if (process.name !== 'step-restore-backup') return inner;
      const real = open.transport?.(inner, process) ?? inner;
      return deaf.transport?.(real, process) ?? real;
    },
  };
}

/** Nobody is held: functions do not see it. */
export function holdUnseen(): Defect {
  return readAs(
    ({ kind, key }, { name }) => kind === 'run' && key?.sk === 'RUN' && name.startsWith('step-'),
    (item) => (item['held'] === undefined ? item : { ...item, held: { L: [] } }),
  );
}

/** Close run takes a step that was skipped for one that was tried again. */
export function skipsUnseen(): Defect {
  return readAs(
    ({ kind }, { name }) => kind === 'ask' && name === 'close-run',
    (item) => {
      const decision = objectIn(objectIn(item, 'decision'), 'M');
      const answer = textOf(objectIn(decision, 'answer')['S']);
      if (answer !== 'skip' && answer !== 'by-hand') return item;
      return { ...item, decision: { M: { ...decision, answer: { S: 'retry' } } } };
    },
  );
}

/** There is never anything to take back. */
export function undoSkipped(): Defect {
  const nothing = { step: null, iteration: 0, generation: 0, with: {}, reads: {}, output: null };
  return { functions: { undo: async () => nothing } };
}

/** The janitor comes, and does nothing. */
export function janitorAsleep(): Defect {
  return { functions: { janitor: async () => ({ closed: [], told: [], left: [] }) } };
}

/** One AccessDenied is enough for GONE. */
export function goneWhenDenied(): Defect {
  return stepThat(checking, async (given, context) => {
    const seen: unknown = await checking.run(given, context);
    const output = isObject(seen) ? seen : {};
    const denied = /may not|denied|forbidden|forbids|403/i.test(textOf(output['reason']));
    return denied ? { ...output, api: 'GONE', namespace: 'GONE' } : output;
  });
}

/** PartiallyFailed is read as Completed when a backup is looked for. */
export function partialIsComplete(): Defect {
  return instead(
    ({ kind, name }, process) =>
      process.name === 'step-find-backup' && kind === 'look' && name.endsWith('/backups'),
    async (request, _facts, inner) => {
      const answer = await inner(request);
      const text = Buffer.from(answer.body).toString('utf8').replaceAll('"PartiallyFailed"', '"Completed"');
      return { ...answer, body: new TextEncoder().encode(text) };
    },
  );
}

/** Events of a kind are answered as if they were kept. */
export function eventsUnkept(kinds: readonly string[]): Defect {
  return instead(
    ({ kind, operation, members }) =>
      kind === 'event' &&
      operation === 'PutItem' &&
      kinds.includes(textOf(objectIn(objectIn(members, 'Item'), 'kind')['S'])),
    async () => answered({}),
  );
}

/** The token of a question is in the events of the function that asks it. */
export function tokenInEvent(): Defect {
  return {
    transport:
      (inner, { payload }) =>
      (request, signal) => {
        const { kind, operation, members = {} } = factsOf(request);
        const token = isObject(payload) ? payload['token'] : undefined;
        if (kind !== 'event' || operation !== 'PutItem' || typeof token !== 'string')
          return inner(request, signal);
        const item = objectIn(members, 'Item');
        const text = `${textOf(objectIn(item, 'text')['S'])} (${token})`;
        return inner(withMembers(request, { ...members, Item: { ...item, text: { S: text } } }), signal);
      },
  };
}

/** A no is told to the state machine as a yes. */
export function noToldAsYes(): Defect {
  return instead(
    ({ operation, members }) => operation === 'SendTaskFailure' && members?.['error'] === 'Rejected',
    async (request, { members = {} }, inner) => {
      const yes = {
        answer: 'approve',
        approved: true,
        by: 'ana',
        because: '',
        at: '2026-11-24T03:00:00.000Z',
      };
      const output = JSON.stringify({ ...yes, values: null, to: null, record: null });
      const headers = { ...request.headers, 'x-amz-target': 'AWSStepFunctions.SendTaskSuccess' };
      return inner(withMembers({ ...request, headers }, { taskToken: members['taskToken'], output }));
    },
  );
}

/** What is meant for one person in Slack goes to another. */
export function slackToAnother(from: string, to: string): Defect {
  return instead(
    ({ kind, name }) => kind === 'slack' && name.endsWith('conversations.open'),
    async (request, _facts, inner) =>
      inner({ ...request, body: bodyOf(request).replaceAll(`"${from}"`, `"${to}"`) }),
  );
}

const channels: readonly CallKind[] = ['slack', 'pagerduty', 'webhook', 'sns', 'pager'];

/** Whatever Close run and the janitor tell people is taken for told, and goes nowhere. */
export function endsInSilence(): Defect {
  return instead(
    ({ kind, write }, { name }) =>
      write && channels.includes(kind) && (name === 'close-run' || name === 'janitor'),
    async (request) => {
      if (request.system !== 'sns')
        return answered({ ok: true, channel: 'C0', ts: '1.1', status: 'success', dedup_key: 'x' });
      const text =
        '<PublishResponse><PublishResult><MessageId>x</MessageId></PublishResult></PublishResponse>';
      return { status: 200, headers: { 'content-type': 'text/xml' }, body: new TextEncoder().encode(text) };
    },
  );
}
