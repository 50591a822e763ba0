import { type KeptDraft, noteSent, updatesOf } from '../history/updates.ts';
import { iso } from '../model/clock.ts';
import { fail } from '../model/errors.ts';
import { hashOf } from '../model/json.ts';
import { nearest } from '../model/nearest.ts';
import { isKnown } from '../model/on-call.ts';
import type { Run } from '../model/run.ts';
import { findRun } from './find-run.ts';
import { commandLine as channel, note } from './note.ts';
import type { Draft, Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { sayable, whoIs } from './person.ts';

/** Characters of an update. */
export const updateMax = 2000;

/** What people who are not asked hear of a run: what waits to be sent, and sending it. Errors: UnknownRun, BadInput, and those of reaching people. */
export function makeUpdates(parts: OperationParts): Pick<Operations, 'drafts' | 'announce'> {
  const { table, clock, directory } = parts;
  return {
    drafts: async (id) => {
      const { run } = await findRun(table, id);
      const { drafts } = await updatesOf(table, run);
      return Object.entries(drafts)
        .map(([audience, { text, due }]): Draft => ({ audience, text, due }))
        .sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0));
    },
    announce: async (id, name, audience, written) => {
      const by = whoIs(name, directory);
      const run = await findRun(table, id);
      const to = knownAudience(audience, run, parts);
      refuseDrill(run, to, parts);
      const { drafts } = await updatesOf(table, run.run);
      // an audience may be called as what every object has
      const draft = Object.hasOwn(drafts, to) ? drafts[to] : undefined;
      const text = textOf(written, draft, to, run);
      const at = clock.now();
      const turn = draft?.turn ?? turnAt(run, at, parts);
      const reach =
        parts.reach ??
        fail('Broken', { what: 'nobody can be reached from here', todo: 'say it where the server runs' });
      // Said twice, the same words are one message.
      const key = `${run.run}-announced-${turn}-${hashOf([to, text]).slice(0, 16)}`;
      const title = `Update: ${run.title}`.slice(0, 99);
      await reach({ who: to, title, text, run: run.run, urgency: 'info', sentBy: by, key });
      await noteSent(table, run.run, to, { turn, at: iso(at), by });
      const late = draft ? (at - Date.parse(draft.due)) / 1000 : 0;
      await note(parts, {
        run: run.run,
        kind: 'announced',
        state: `Update for ${to}`,
        text,
        person: by,
        channel,
        output: { audience: to, what: 'said' },
        ...(late >= 1 ? { seconds: Math.round(late) } : {}),
      });
    },
  };
}

/** The words of whoever sends it, or those of the draft. */
function textOf(written: string | undefined, draft: KeptDraft | undefined, to: string, { run }: Run): string {
  const text = sayable(written ?? draft?.text ?? '', updateMax, 'an update');
  if (text !== '') return text;
  return fail('BadInput', {
    what: written === undefined ? `no draft waits for ${to}` : 'the update is empty',
    todo: `say it in your own words: rebound announce ${run} --to ${to} --text TEXT`,
    run,
  });
}

/** An audience of rebound.yaml, a person or group, or whom the runbook's updates name. BadInput, naming the nearest. */
function knownAudience(wanted: string, run: Run, { directory, manifests }: OperationParts): string {
  const manifest = Object.hasOwn(manifests, run.runbook) ? manifests[run.runbook] : undefined;
  const known = [
    ...new Set([...(manifest?.updates?.to ?? []), ...Object.keys(directory?.channels.audiences ?? {})]),
  ];
  const name = sayable(wanted, 200, 'an audience');
  const same = known.find((one) => one.toLowerCase() === name.toLowerCase());
  if (same !== undefined) return same;
  if (directory && isKnown(directory, name)) return name;
  const close = nearest(name, [
    ...known,
    ...Object.keys(directory?.people ?? {}),
    ...Object.keys(directory?.groups ?? {}),
  ]);
  return fail('BadInput', {
    what: `there is no audience "${name}"`,
    todo: close
      ? `did you mean --to ${close}?`
      : known.length > 0
        ? `choose one: ${known.map((one) => `--to ${one}`).join(', ')}`
        : 'name audiences in `channels` of rebound.yaml, and in `updates` of the runbook',
    run: run.run,
  });
}

/** What is only practised is not told to the public. */
function refuseDrill({ mode, run }: Run, to: string, { directory }: OperationParts): void {
  const audiences = directory?.channels.audiences ?? {};
  if (mode === 'real' || !Object.hasOwn(audiences, to) || audiences[to]?.public !== true) return;
  fail('BadInput', {
    what: `${to} is public, and run ${run} is a ${mode}`,
    todo: 'tell an audience that is not public',
    run,
  });
}

/** Which of the runbook's periods it is said in. */
function turnAt({ runbook, startedAt }: Run, at: number, { manifests }: OperationParts): number {
  const every = Object.hasOwn(manifests, runbook) ? manifests[runbook]?.updates?.every : undefined;
  return every === undefined ? 0 : Math.floor((at - Date.parse(startedAt)) / (every * 1000));
}
