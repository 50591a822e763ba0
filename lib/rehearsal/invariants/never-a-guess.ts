import { planHash } from '../../handlers/plan-hash.ts';
import { render } from '../../handlers/render.ts';
import type { Ask } from '../../model/ask.ts';
import { isObject, type Json } from '../../model/json.ts';
import { isSameName } from '../../model/look-alike.ts';
import type { Starter } from '../../model/run.ts';
import { changesOf, type OutsideChange } from '../changes.ts';
import type { Process } from '../process.ts';
import { textOf } from '../read.ts';
import type { TableView } from '../table-view.ts';
import { truthOf } from '../truth.ts';
import type { Invariant, Said, Violation, Watched } from '../watched.ts';
import { unknownFacts } from './unknown-facts.ts';

/** 5. UNKNOWN, missing, stale or contradictory facts lead to a human, never to a change. Missing is not false. */
export const neverAGuess: Invariant = {
  number: 5,
  title: 'Never a guess',
  boundedOnly: false,
  check: (watched) => [
    ...watched.said.flatMap((said) => wrong(said, watched)),
    ...changesOf(watched).flatMap((change) => unapproved(change, watched)),
    ...unknownFacts(watched),
  ],
};

/** A check said GONE or HEALTHY, and the world was otherwise all the time that it looked. */
function wrong(said: Said, { worldAtBegin, broken }: Watched): Violation[] {
  const { process, at, world } = said;
  if (process.name !== 'step-check-cluster') return [];
  if (broken.some((one) => process.beganAt <= one.at && one.at <= at)) return [];
  const output = isObject(said.answer) ? said.answer['output'] : undefined;
  if (!isObject(output)) return [];
  const given = isObject(process.payload) && isObject(process.payload['with']) ? process.payload['with'] : {};
  const cluster = textOf(given['cluster']);
  const namespace = typeof given['namespace'] === 'string' ? given['namespace'] : undefined;
  const truths = [truthOf(world, cluster, namespace, at)];
  const earlier = worldAtBegin.get(process.id);
  if (earlier) truths.push(truthOf(earlier, cluster, namespace, process.beganAt));
  const found: Violation[] = [];
  const judge = (word: unknown, of: 'cluster' | 'namespace', name: string): void => {
    if (word !== 'GONE' && word !== 'HEALTHY') return;
    if (truths.some((truth) => truth[of] === word)) return;
    found.push(violation(process.run, at, `a check said that ${name} is ${word}, and it was not`));
  };
  judge(output['api'], 'cluster', cluster);
  judge(output['namespace'], 'namespace', `${namespace} on ${cluster}`);
  return found;
}

/**
 * A change whose covering question was not decided with yes for exactly this. To taking back the abort is the yes: no-change-after-no
 * looks after that.
 */
function unapproved(change: OutsideChange, watched: Watched): Violation[] {
  const { process, call, what, body, intent, undoes } = change;
  if (!intent || !isObject(process.payload) || undoes) return [];
  const { uses, with: given, values } = process.payload;
  const no = (text: string): Violation[] => [violation(process.run, call.begun.at, `${what}: ${text}`)];
  const ask = coveringAsk(process, intent.table);
  if (ask?.decision?.answer !== 'approve') return no('begun without a yes to the question that covers it');
  const nobody = saidByNobody(ask, process.run, intent.table, watched);
  if (nobody !== undefined) return no(`begun although nobody said yes: ${nobody}`);
  const rendered = render(given ?? null);
  const resolved = isObject(rendered) && isObject(values) ? { ...rendered, ...values } : rendered;
  const hash = planHash(process.step, textOf(uses), resolved, intent.table.run(process.run)?.target ?? {});
  const plan = ask.plans.find(
    ({ step, iteration }) => step === process.step && iteration === process.iteration,
  );
  if (plan?.hash !== hash) return no('begun with another plan than the one that was approved');
  return matches(body, resolved) ? [] : no('it is not what its own `with` says');
}

/** The newest question of the approval that covers a step: in its own iteration, or in one around it. With other values its own. */
function coveringAsk({ payload, run, step, iteration }: Process, table: TableView): Ask | undefined {
  const { approval, values } = isObject(payload) ? payload : {};
  const asking = isObject(values) && Object.keys(values).length > 0 ? step : approval;
  const asks = table.asks(run).filter((one) => one.kind === 'approval' && one.step === asking);
  for (let around = iteration; ; around = Math.floor(around / 1000)) {
    const ask = asks.filter((one) => one.iteration === around).at(-1);
    if (ask || around === 0) return ask;
  }
}

/**
 * Why a yes is nobody's: too few people gave it, whoever started the run not counted; or it gave itself, in a runbook that is not unattended, or for a run that no person
 * started, and none approved anything of.
 */
function saidByNobody(ask: Ask, run: string, table: TableView, { manifests }: Watched): string | undefined {
  const yes = ask.voices.filter(({ answer }) => answer === 'approve');
  const started = starterOf(run, table);
  if (ask.decision?.breakGlass !== undefined && ask.breakGlass !== false) return undefined;
  if (yes.length > 0) {
    const wanted =
      typeof ask.quorum === 'number' ? ask.quorum : Object.values(ask.quorum).reduce((sum, n) => sum + n, 0);
    const others = yes.filter(({ by }) => started?.kind !== 'person' || !isSameName(by, started.name));
    const people = new Set(others.map(({ by }) => by.toLowerCase())).size;
    return people >= wanted ? undefined : `${people} of ${wanted} did`;
  }
  if (!manifests[table.run(run)?.runbook ?? '']?.unattended) return 'its runbook is not unattended';
  if (started?.kind === 'person') return undefined;
  const byPeople = table
    .asks(run)
    .some(
      ({ kind, decision, voices }) =>
        kind === 'approval' && decision?.answer === 'approve' && voices.length > 0,
    );
  return byPeople ? undefined : 'no person started the run, or approved anything of it';
}

/** Who started it all: of a nested run, and of one that another handed on to, that is the first run's starter. */
function starterOf(run: string, table: TableView): Starter | undefined {
  const seen = new Set<string>();
  let started = table.run(run)?.startedBy;
  while (started?.kind === 'run' && !seen.has(started.name)) {
    seen.add(started.name);
    started = table.run(started.name)?.startedBy;
  }
  return started;
}

/** The restore that is asked for is of the backup and the namespace that were shown. */
function matches(body: { [name: string]: Json }, given: Json): boolean {
  const { spec } = body;
  if (!isObject(spec) || !isObject(given)) return false;
  const namespaces = spec['includedNamespaces'];
  return (
    spec['backupName'] === given['backup'] &&
    Array.isArray(namespaces) &&
    namespaces[0] === given['namespace']
  );
}

function violation(run: string, at: number, text: string): Violation {
  return { invariant: 5, run, at, text };
}
