import { formatDuration, parseDuration } from '../model/duration.ts';
import { type Outcome, outcomes } from '../model/outcome.ts';
import type { Reading } from './context.ts';
import type { Step } from './runbook.ts';
import { checkBackups, checkNamespaces } from './check-given-namespaces.ts';
import type { Fields } from './shape.ts';
import type { StepsRead } from './steps-read.ts';
import { whyNeverRecovered } from './why-never-recovered.ts';
import { allSteps } from './walk.ts';
import { entryOf, type Node } from './yaml-node.ts';

/** How long after its deadline a run may be taken back and closed, seconds. */
const closingMax = 3600;

/** What can never come true of a rehearsal: an outcome that no way leads to, a time that says nothing, a world that nobody sees. */
export function checkRehearsals(
  fields: Fields,
  steps: StepsRead,
  deadline: number | undefined,
  reading: Reading,
): void {
  const node = fields.get('rehearsals');
  for (const item of node?.kind === 'list' ? node.items : []) {
    const given = entryOf(item, 'given')?.value;
    const expect = entryOf(item, 'expect')?.value;
    if (given) {
      checkGone(given, reading);
      checkNamespaces(given, reading);
      if (steps.whole) checkBackups(given, item, fields.node, startsOthers(steps.steps, reading), reading);
    }
    if (!expect) continue;
    if (steps.whole) checkOutcome(expect, steps.steps, reading);
    checkWithin(expect, deadline, reading);
    if (given && textAt(given, 'pagers') === 'down' && entryOf(expect, 'asked'))
      reading.report.warning(
        entryOf(expect, 'asked')?.spot ?? expect,
        'never-true',
        'found pagers: down and people who have to be asked: nobody can be reached in this world',
      );
  }
}

/** What is on a cluster that does not exist, and never comes back. */
function checkGone(given: Node, { report }: Reading): void {
  const clusters = entryOf(given, 'clusters')?.value;
  for (const { key, value } of clusters?.kind === 'map' ? clusters.entries : []) {
    if (textAt(value, 'state') !== 'gone' || entryOf(value, 'back')) continue;
    for (const what of ['api', 'namespaces']) {
      const entry = entryOf(value, what);
      if (entry)
        report.warning(
          entry.spot,
          'never-true',
          `${key} is gone, and nothing of it can be seen: leave "${what}" out, or give "back"`,
        );
    }
  }
}

function checkOutcome(expect: Node, steps: Step[], { report, catalog }: Reading): void {
  const node = entryOf(expect, 'outcome')?.value;
  const outcome = outcomes.find((one) => node?.kind === 'scalar' && one === node.value);
  if (!node || outcome === undefined) return;
  const why = whyNever(outcome, steps, catalog);
  if (why) report.error(node, 'never-ends-so', `found ${outcome}, but ${why}`);
}

/** Why no run of a rehearsal ends so; undefined where one may. */
function whyNever(outcome: Outcome, steps: Step[], catalog: Reading['catalog']): string | undefined {
  const all = allSteps(steps);
  const bodies = all.flatMap((step) => (step.kind === 'choose' ? step.arms.map(({ body }) => body) : []));
  if (outcome === 'planned') return 'a rehearsal is a run in earnest: planned is how a dry-run ends';
  if (outcome === 'handed-on') {
    const hands = all.some(({ kind }) => kind === 'continue_with') || bodies.some((body) => 'handOn' in body);
    return hands ? undefined : 'nothing in this runbook hands on (continue_with)';
  }
  if (outcome === 'recovered' || outcome === 'recovered-with-skips') return whyNeverRecovered(steps, catalog);
  if (outcome !== 'nothing-to-do') return undefined;
  const finishes = [
    ...all.flatMap((step) => (step.kind === 'finish' ? [step.finish] : [])),
    ...bodies.flatMap((body) => ('finish' in body ? [body.finish] : [])),
  ];
  return finishes.some((finish) => finish.outcome === outcome)
    ? undefined
    : 'no finish of this runbook has this outcome';
}

/** Runbooks that it starts may look at what this one does not name. */
function startsOthers(steps: Step[], { catalog }: Reading): boolean {
  return allSteps(steps).some(
    (step) =>
      step.kind === 'continue_with' ||
      (step.kind === 'use' && catalog[step.uses]?.nests === true) ||
      (step.kind === 'choose' && step.arms.some(({ body }) => 'handOn' in body)),
  );
}

function checkWithin(expect: Node, deadline: number | undefined, { report }: Reading): void {
  const node = entryOf(expect, 'within')?.value;
  const within = parseDuration(textAt(expect, 'within'));
  if (!node || within === undefined || deadline === undefined) return;
  const endsItself = !['aborted', 'failed', ''].includes(textAt(expect, 'outcome'));
  if (within <= deadline + (endsItself ? 0 : closingMax)) return;
  report.warning(
    node,
    'within-over-deadline',
    `found ${formatDuration(within)}, but the run ends at its deadline of ${formatDuration(deadline)}: this holds whatever happens`,
  );
}

function textAt(node: Node, key: string): string {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : '';
}
