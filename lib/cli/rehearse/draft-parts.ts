import type { Ask } from '../../model/ask.ts';
import { parseDuration } from '../../model/duration.ts';
import type { Estate } from '../../model/estate.ts';
import type { InputSpec } from '../../model/inputs.ts';
import type { Json } from '../../model/json.ts';
import type { GivenCluster, PersonScript, Scenario } from '../../model/scenario.ts';
import { play } from '../../rehearsal/play.ts';
import { ownPath } from '../../rehearsal/explore/path.ts';
import { scheduleOfPath } from '../../rehearsal/explore/schedule-of.ts';
import type { Watched } from '../../rehearsal/watched.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import { exampleOf } from '../new/parts.ts';
import { type Loaded, type Place, subjectOf } from './load.ts';

/** A rehearsal as it will stand in the file. */
export interface Drafted {
  name: string;
  given?: { clusters: Record<string, Partial<GivenCluster>>; backups?: { namespace: string; age: string }[] };
  inputs: Record<string, Json>;
  people: Record<string, string[] | string>;
  expect: Record<string, Json>;
}

export function scenarioOf({ name, given, inputs, people }: Drafted): Scenario {
  const clusters = Object.entries(given?.clusters ?? {}).map(([cluster, one]): [string, GivenCluster] => [
    cluster,
    { state: 'active', api: 'healthy', namespaces: {}, ...one },
  ]);
  return {
    name,
    given: {
      clusters: Object.fromEntries(clusters),
      backups: (given?.backups ?? []).map(({ namespace, age }) => ({
        namespace,
        age: parseDuration(age) ?? 0,
        phase: 'Completed',
      })),
      storage: 'available',
      pagers: 'up',
    },
    inputs,
    people: Object.fromEntries(
      Object.entries(people).map(([who, says]) => [who, [says].flat().map(scriptOf)]),
    ),
    expect: {},
  };
}

function scriptOf(said: string): PersonScript {
  const [does = '', , after = ''] = said.split(' ');
  return does === 'silent' ? { does: 'silent' } : { does, after: parseDuration(after) ?? 0 };
}

/** What is worth rehearsing of a runbook, found by playing it in worlds that its inputs name. What each expects is not known yet. */
export async function candidatesOf(loaded: Loaded, place: Place, seed: number): Promise<Drafted[]> {
  const { runbook } = loaded;
  const { estate } = place;
  const inputs = inputsOf(runbook, estate);
  const base: Drafted = { name: '', inputs, people: {}, expect: {} };
  const worlds = worldsOf(runbook, inputs, estate).map((world) => ({ ...base, ...world }));
  const plays: { drafted: Drafted; asks: Ask[]; changes: number }[] = [];
  for (const drafted of worlds) {
    const watched = await helpfully(drafted, loaded, place, seed);
    const changes = watched.calls.filter(
      ({ facts, effect }) => facts.kind === 'change' && effect !== null,
    ).length;
    plays.push({ drafted, asks: asksOf(watched, runbook.runbook), changes });
  }
  // where it does the most: that is what it is for
  const [most] = plays.toSorted((a, b) => b.changes - a.changes || b.asks.length - a.asks.length);
  if (!most) return [];
  const well = { ...most.drafted, name: 'it goes well', people: sayings(most.asks, usualOf) };
  const healthy = { ...base, name: 'nothing is wrong', people: sayings(plays[0]?.asks ?? [], usualOf) };
  const others = plays
    .filter(({ drafted }) => drafted !== most.drafted && drafted.given && !drafted.given.backups)
    .map(({ drafted, asks }) => ({ ...drafted, people: sayings(asks, usualOf) }));
  const [first] = most.asks;
  if (!first) return [...(most.drafted.given ? [well] : []), healthy, ...others];
  const no = { ...well, name: 'somebody says no', people: sayings([first], noOf) };
  const silent = [
    ...new Set([...most.asks.flatMap(({ levels }) => levels.map(({ who }) => who)), runbook.owner]),
  ];
  const nobody = {
    ...well,
    name: 'nobody answers',
    people: Object.fromEntries(silent.map((who) => [who, 'silent'])),
  };
  return [well, ...(most.drafted.given ? [healthy] : []), no, nobody, ...others];
}

/** Everybody of whom something was asked in a play: those of the levels that were reached. */
export function askedIn(watched: Watched, runbook: string): string[] {
  const asks = asksOf(watched, runbook);
  return [...new Set(asks.flatMap(({ levels, level }) => levels.slice(0, level + 1).map(({ who }) => who)))];
}

async function helpfully(drafted: Drafted, loaded: Loaded, place: Place, seed: number): Promise<Watched> {
  const subject = subjectOf(loaded, place, seed);
  const rehearsed = { ...subject, runbook: { ...loaded.runbook, rehearsals: [scenarioOf(drafted)] } };
  const schedule = scheduleOfPath(ownPath(0), rehearsed);
  const scripted = { scripts: {}, strict: false, turns: [] };
  const { estate, compiled, directory } = subject;
  return play({ ...schedule, scripted }, { estate, runbooks: compiled, ...(directory ? { directory } : {}) });
}

function asksOf({ table }: Watched, runbook: string): Ask[] {
  return table
    .runs()
    .filter((one) => one.runbook === runbook)
    .flatMap(({ run }) => table.asks(run))
    .filter(({ kind }) => kind !== 'wait')
    .toSorted((a, b) => (a.openedAt < b.openedAt ? -1 : a.openedAt > b.openedAt ? 1 : 0));
}

/** By whoever is asked first: what they say to one question after the other. */
function sayings(asks: readonly Ask[], says: (ask: Ask) => string): Drafted['people'] {
  const people: Record<string, string[]> = {};
  for (const ask of asks) {
    const who = ask.levels[0]?.who ?? '';
    people[who] = [...(people[who] ?? []), `${says(ask)} after ${afterOf(ask)}`];
  }
  return Object.fromEntries(
    Object.entries(people).map(([who, all]) => [who, all.length === 1 ? (all[0] ?? '') : all]),
  );
}

/** Four minutes, or less where the first level has less. */
function afterOf({ levels }: Ask): string {
  const time = levels[0]?.for ?? 0;
  return time > 300 ? '4m' : time > 60 ? '1m' : '10s';
}

function usualOf({ kind, decision, recommend, options }: Ask): string {
  if (kind === 'approval') return 'approve';
  if (kind === 'manual') return 'done';
  if (kind === 'decision') return recommend ?? options[0] ?? 'abort';
  return decision?.answer ?? 'abort';
}

function noOf({ kind }: Ask): string {
  if (kind === 'approval') return 'reject';
  return kind === 'manual' ? 'cannot' : 'abort';
}

/** Those of an alarm where there is one; else an example of each type. */
function inputsOf({ inputs, triggers, owner }: Runbook, estate: Estate): Record<string, Json> {
  const [first] = triggers.filter(({ kind }) => kind === 'alarm');
  if (first) return first.inputs;
  const needed = Object.entries(inputs).filter(([, spec]) => spec.default === undefined);
  return Object.fromEntries(
    needed.map(([name, spec]) => {
      const one = exampleInput(spec, owner, estate);
      return [name, spec.list === true ? [one] : one];
    }),
  );
}

function exampleInput({ type, choices }: InputSpec, owner: string, estate: Estate): Json {
  switch (type) {
    case 'cluster':
      return exampleOf(estate.clusters);
    case 'database':
      return exampleOf(estate.databases);
    case 'namespace':
      return 'payments';
    case 'backup':
      return 'newest';
    case 'choice':
      return choices?.[0] ?? '';
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'duration':
      return '15m';
    case 'time':
      return '2026-11-24T02:00Z';
    case 'person':
    case 'group':
      return owner;
    case 'string':
      return 'example';
  }
}

/** The healthy one first. */
function worldsOf(
  { inputs: specs }: Runbook,
  inputs: Record<string, Json>,
  estate: Estate,
): Pick<Drafted, 'name' | 'given'>[] {
  const values = (type: InputSpec['type']) =>
    Object.entries(specs)
      .filter(([, spec]) => spec.type === type)
      .flatMap(([name, spec]) => [inputs[name] ?? spec.default ?? []].flat())
      .filter((value) => typeof value === 'string');
  const cluster = values('cluster')[0] ?? exampleOf(estate.clusters);
  const namespace = values('namespace')[0];
  const worlds: Pick<Drafted, 'name' | 'given'>[] = [{ name: 'nothing is wrong' }];
  if (namespace !== undefined) {
    const backups = [{ namespace, age: '3h' }];
    worlds.push({
      name: 'the namespace is gone',
      given: { clusters: { [cluster]: { namespaces: { [namespace]: 'deleted' } } }, backups },
    });
  }
  return [
    ...worlds,
    { name: 'the cluster cannot be seen', given: { clusters: { [cluster]: { api: 'unreachable' } } } },
    { name: 'the cluster is gone', given: { clusters: { [cluster]: { state: 'gone' } } } },
  ];
}
