import type { Ask, Voice } from '../model/ask.ts';
import { iso } from '../model/clock.ts';
import { formatTime } from '../model/duration.ts';
import { fail } from '../model/errors.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Item, Table } from '../wire/table.ts';
import { putAskId, runOfAsk } from './ask-ids.ts';
import {
  askKey,
  type AskPlace,
  askPrefix,
  asksPrefix,
  digits,
  openAskKey,
  openAsksPartition,
  runKey,
} from './keys.ts';
import {
  putIfAbsent,
  recordItem,
  settle,
  textOf,
  unlessConflict,
  updateCounted,
  writesOf,
} from './records.ts';
import { getRun } from './runs.ts';
import { readRecord } from './shape.ts';
import { askShape } from './shapes.ts';
import { checkVoice, decisionOf, isOf, isSame } from './voices.ts';

const readAsk = (item: Item): Ask => readRecord({ ...item, ...withPlaces(item) }, askShape);

/** Plans of an older release stand in no loop. */
function withPlaces({ plans }: Item): { plans?: Json } {
  if (!Array.isArray(plans)) return {};
  return { plans: plans.map((plan) => (isObject(plan) ? { iteration: 0, ...plan } : plan)) };
}

/**
 * An ask as it is kept: with the count of its writes, which compare-and-set compares, and the turn by which its token came.
 * Asks are never deleted.
 */
interface Stored {
  ask: Ask;
  writes: number;
  turn: string;
}

/**
 * Which attempt of which entry of its state asks: a later one sorts behind an earlier one, and none lies in the future of `now`
 * (milliseconds), where it would shut out all others. Empty is before all.
 */
export function turnOf(
  { entered_at, attempt }: { entered_at: string; attempt: number },
  now: number,
): string {
  return `${iso(Math.min(Date.parse(entered_at), now))}#${digits(attempt)}`;
}

/** The question under that key. */
export async function getAsk(table: Table, place: AskPlace): Promise<Ask | undefined> {
  const item = await table.get(askKey(place));
  return item && readAsk(item);
}

/** Puts the question when there is none under its key; gives the one there is. */
export async function openAsk(table: Table, ask: Ask, turn = ''): Promise<Ask> {
  await putAskId(table, ask);
  await list(table, ask, ask.token);
  return readAsk(await putIfAbsent(table, { ...recordItem(askKey(ask), ask), writes: 0, turn }));
}

/** The step's question of that kind and of the highest generation. */
export async function latestAsk(
  table: Table,
  run: string,
  step: string,
  iteration: number,
  kind: Ask['kind'],
): Promise<Ask | undefined> {
  const prefix = askPrefix(step, iteration);
  // A few: one for each time that a person said retry.
  const items = await table.query({ pk: runKey(run).pk, prefix, newestFirst: true });
  return items.map(readAsk).find((ask) => ask.kind === kind && ask.undo === undefined);
}

/** The question with exactly this id, of whatever run; undefined when there is none. */
export async function askById(table: Table, id: string): Promise<Ask | undefined> {
  const run = await runOfAsk(table, id);
  return run === undefined ? undefined : (await asksOf(table, run)).find((ask) => ask.id === id);
}

/** All questions of a run, by step, iteration and generation. */
export async function asksOf(table: Table, run: string): Promise<Ask[]> {
  return (await seenAsks(table, run)).map(({ ask }) => ask);
}

/** A question as it was read: whoever writes over it need not read it again, and is told when somebody else was faster. */
export type SeenAsk = Pick<Stored, 'ask' | 'writes'>;

/** The same as `asksOf`, for who is about to write over one of them. */
export async function seenAsks(table: Table, run: string): Promise<SeenAsk[]> {
  const items = await table.query({ pk: runKey(run).pk, prefix: asksPrefix });
  return items.map((item) => ({ ask: readAsk(item), writes: writesOf(item) }));
}

/**
 * Asks the next level, or again, with a new token. Also when it is decided: then the decision has to be told to this token.
 * The same token as before, an earlier level, or an earlier turn changes nothing.
 */
export async function renewAsk(
  table: Table,
  ask: Ask,
  renewal: Pick<Ask, 'level' | 'token' | 'levelEndsAt'>,
  turn = '',
): Promise<Ask> {
  return settle(`the ask of ${ask.step} in run ${ask.run}`, async () => {
    const { ask: now, writes, turn: last } = await existing(table, ask);
    // A late duplicate of an earlier level or attempt must not bring its dead token back: who answers then would not be heard.
    if (now.token === renewal.token || renewal.level < now.level || turn < last) return { done: now };
    return {
      write: async () => {
        await list(table, ask, renewal.token);
        return write(table, ask, writes, { ...renewal, told: false }, turn);
      },
    };
  });
}

/**
 * Adds what a person says; each person has one voice, the last one before the decision. `approve` decides when as many distinct
 * people as the quorum wants have said it, or one by break-glass; every other answer at once. Repeated it changes nothing. `seen`: the
 * question as it was read a moment ago; it is read again only when somebody wrote meanwhile.
 * Errors: AlreadyDecided (naming who and when), BadInput (what this ask does not take, or not from this person), PlanChanged.
 */
export async function addVoice(table: Table, ask: Ask, voice: Voice, seen?: SeenAsk): Promise<Ask> {
  let first = seen;
  return settle(`the ask of ${ask.step} in run ${ask.run}`, async () => {
    const { ask: now, writes } = first ?? (await existing(table, ask));
    first = undefined;
    if (now.decision) {
      if (now.voices.some((said) => isSame(said, voice))) return { done: now };
      refuseDecided(now, now.decision);
    }
    checkVoice(now, voice);
    if (now.voices.some((said) => saysTheSame(said, voice))) return { done: now };
    const voices = [...now.voices.filter((said) => !isOf(said, voice)), voice];
    const decision = decisionOf(now, voices, voice);
    return { write: () => write(table, ask, writes, { voices, ...(decision ? { decision } : {}) }) };
  });
}

/** Decides an open ask from outside of it: the run was aborted, or ended. Repeated it changes nothing. Error: AlreadyDecided. */
export async function decideAsk(table: Table, ask: Ask, decision: Voice): Promise<Ask> {
  return settle(`the ask of ${ask.step} in run ${ask.run}`, async () => {
    const { ask: now, writes } = await existing(table, ask);
    if (now.decision) {
      if (isSame(now.decision, decision)) return { done: now };
      refuseDecided(now, now.decision);
    }
    return { write: () => write(table, ask, writes, { decision }) };
  });
}

/** Notes that the state machine knows the decision by `token`. When the ask has another token by now, it stays untold. */
export async function markTold(table: Table, ask: Ask, token: string): Promise<Ask> {
  const told = await settle(`the ask of ${ask.step} in run ${ask.run}`, async () => {
    const { ask: now, writes } = await existing(table, ask);
    if (now.told || now.token !== token || !now.decision) return { done: now };
    return { write: () => write(table, ask, writes, { told: true }) };
  });
  // Only the entry of this very token goes: one that a renewal has put meanwhile has still to be told.
  if (told.told) await unlist(table, ask, token);
  return told;
}

/** Decisions that the state machine does not know yet, for who tells them again. */
export async function untoldAsks(table: Table): Promise<Ask[]> {
  const untold: Ask[] = [];
  for (const entry of await table.query({ pk: openAsksPartition })) {
    const item = await table.get({ pk: textOf(entry, 'askPk'), sk: textOf(entry, 'askSk') });
    const ask = item && readAsk(item);
    if (!ask) continue;
    if ((await getRun(table, ask.run))?.status === 'closed')
      await unlist(table, ask, textOf(entry, 'token')); // nobody waits for it any more
    else if (ask.decision && !ask.told) untold.push(ask);
  }
  return untold;
}

function saysTheSame(said: Voice, voice: Voice): boolean {
  return (
    isOf(said, voice) &&
    said.answer === voice.answer &&
    said.for === voice.for &&
    said.breakGlass === voice.breakGlass
  );
}

/** Writes over the ask that was seen. */
async function write(
  table: Table,
  ask: Ask,
  writes: number,
  fields: Partial<Ask>,
  turn?: string,
): Promise<Ask> {
  return readAsk(await updateCounted(table, askKey(ask), { ...fields, turn }, writes));
}

async function existing(table: Table, ask: Ask): Promise<Stored> {
  const item = await table.get(askKey(ask));
  if (!item) {
    return fail('NothingToAnswer', {
      what: `run ${ask.run} has no such question of ${ask.step}`,
      run: ask.run,
      step: ask.step,
    });
  }
  return { ask: readAsk(item), writes: writesOf(item), turn: textOf(item, 'turn') };
}

/** Lists the ask before it is written: an entry too many is passed over, one too few would never be told. */
async function list(table: Table, ask: Ask, token: string): Promise<void> {
  const { pk, sk } = askKey(ask);
  await table.put({ ...openAskKey(ask), askPk: pk, askSk: sk, token });
}

async function unlist(table: Table, ask: Ask, token: string): Promise<void> {
  const condition = { text: '#token = :token', names: { '#token': 'token' }, values: { ':token': token } };
  await unlessConflict(table.delete(openAskKey(ask), condition));
}

/** `already decided by ana at 03:16 UTC: approve` */
export function alreadyDecided(decision: Pick<Voice, 'by' | 'at' | 'answer'>): string {
  return `already decided by ${decision.by} at ${formatTime(Date.parse(decision.at)).slice(-9)}: ${decision.answer}`;
}

function refuseDecided(ask: Ask, decision: Voice): never {
  const { by, at, answer } = decision;
  return fail('AlreadyDecided', {
    what: `"${ask.title}" is ${alreadyDecided(decision)}`,
    by,
    at,
    answer,
    run: ask.run,
    step: ask.step,
  });
}
