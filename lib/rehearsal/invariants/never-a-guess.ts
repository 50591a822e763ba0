import { planHash } from '../../handlers/plan-hash.ts';
import { render } from '../../handlers/render.ts';
import { isObject, type Json } from '../../model/json.ts';
import { changesOf, type OutsideChange } from '../changes.ts';
import { textOf } from '../read.ts';
import { truthOf } from '../truth.ts';
import type { Invariant, Said, Violation, Watched } from '../watched.ts';

/** 5. UNKNOWN, missing, stale or contradictory facts lead to a human, never to a change. Missing is not false. */
export const neverAGuess: Invariant = {
  number: 5,
  title: 'Never a guess',
  boundedOnly: false,
  check: (watched) => [
    ...watched.said.flatMap((said) => wrong(said, watched)),
    ...changesOf(watched).flatMap(unapproved),
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

/** A change whose covering question was not decided with yes for exactly this. */
function unapproved({ process, call, what, body, intent }: OutsideChange): Violation[] {
  if (!intent || !isObject(process.payload)) return [];
  const { approval, uses, with: given } = process.payload;
  const no = (text: string): Violation[] => [violation(process.run, call.begun.at, `${what}: ${text}`)];
  const ask = intent.table
    .asks(process.run)
    .filter((one) => one.kind === 'approval' && one.step === approval && one.iteration === process.iteration)
    .at(-1);
  if (ask?.decision?.answer !== 'approve') return no('begun without a yes to the question that covers it');
  const resolved = render(given ?? null);
  const hash = planHash(process.step, textOf(uses), resolved, intent.table.run(process.run)?.target ?? {});
  if (ask.plans.find(({ step }) => step === process.step)?.hash !== hash)
    return no('begun with another plan than the one that was approved');
  return matches(body, resolved) ? [] : no('it is not what its own `with` says');
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
