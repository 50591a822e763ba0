import type { Manifest } from '../../compiler/manifest.ts';
import type { PathResult } from '../explore/result.ts';

/** A row of the matrix: where it goes wrong. */
export interface Place {
  id: string;
  title: string;
}

/** What is around the steps, in the order in which a run meets it. */
const around: Record<string, string> = {
  starter: 'The alarm starts it',
  'open-run': 'Open run',
  lock: 'Lock',
  ask: 'A failed step asks',
  'hand-on': 'Hand on',
  undo: 'Take back',
  'close-run': 'Close run',
  janitor: 'The janitor',
  person: "People's commands",
  voices: 'Slack and PagerDuty',
  topic: 'The last resort',
};
const before = ['starter', 'open-run', 'lock'];

const anywhere: Place = { id: 'anywhere', title: 'Anywhere' };
/** The place of a deviation that did not come to pass: another one before it led elsewhere. */
const nowhere: Place = { id: 'nowhere', title: 'It never came to it' };

/** All rows that there can be: what comes before the steps, the steps, runbooks that it starts, and what comes behind. */
export function placesOf(manifest: Manifest): Place[] {
  const rest = Object.keys(around).filter((name) => !before.includes(name));
  const named = (names: readonly string[]) =>
    names.map((id) => ({ id: `in ${id}`, title: around[id] ?? id }));
  return [
    ...named(before),
    ...manifest.steps.filter(({ kind }) => kind !== 'control').map(({ id, title }) => ({ id, title })),
    ...(manifest.starts ?? []).map((name) => ({ id: `of ${name}`, title: `${name}, which it starts` })),
    ...named(rest),
    anywhere,
    nowhere,
  ];
}

/** Where a path goes wrong first. */
export function placeOf({ path, site, questions }: PathResult, manifest: Manifest): Place {
  if (path.any !== undefined) return anywhere;
  const isStep = (id: string) => manifest.steps.find((step) => step.id === id);
  if (site) {
    if (site.runbook !== '' && site.runbook !== manifest.runbook)
      return { id: `of ${site.runbook}`, title: `${site.runbook}, which it starts` };
    const step = isStep(site.step);
    if (step) return { id: step.id, title: step.title };
    return { id: `in ${site.function}`, title: around[site.function] ?? site.function };
  }
  const question = questions.find(({ ask }) => ask === path.people[0]?.ask);
  if (!question || path.faults.length + path.happens.length > 0) return nowhere;
  if (question.runbook !== manifest.runbook)
    return { id: `of ${question.runbook}`, title: `${question.runbook}, which it starts` };
  const step = isStep(question.step);
  return step ? { id: step.id, title: step.title } : { id: `of ${question.title}`, title: question.title };
}
