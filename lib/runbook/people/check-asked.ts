import type { Reading } from '../context.ts';
import type { StepSpots, StepsRead } from '../steps-read.ts';
import type { UseStep } from '../runbook.ts';
import type { Fields } from '../shape.ts';
import { allSteps } from '../walk.ts';
import { type Entry, entryOf, type Node } from '../yaml-node.ts';
import { checkAlone, checkQuorum } from './check-quorum.ts';
import { type Among, checkNameAt } from './known-names.ts';

/** Fields of `with` that name somebody, by step type. */
const named: Readonly<Record<string, Readonly<Record<string, Among>>>> = {
  page: { who: 'people' },
  announce: { to: 'anybody' },
};

/**
 * Everybody whom a runbook asks, wakes or tells something is in people.yaml, and as many may say yes as have to. Nothing is said
 * without a directory: then `who` is any name.
 */
export function checkAsked(fields: Fields, steps: StepsRead, reading: Reading): void {
  if (!reading.directory) return;
  checkNameAt(fields.get('owner'), 'people', reading);
  for (const step of allSteps([...steps.steps, ...steps.always])) {
    const spots = steps.spots.get(step);
    if (step.kind === 'use' && spots) checkStep(step, spots, reading);
  }
}

function checkStep(step: UseStep, spots: StepSpots, reading: Reading): void {
  const given = spots.node('with');
  const known = [
    ...namesIn(given).map(({ node, among }) => checkNameAt(node, among, reading)),
    ...toldBy(step.uses, spots.withEntry).map(({ node, among }) => checkNameAt(node, among, reading)),
  ];
  const levels = given && entryOf(given, 'ask')?.value;
  if (known.every(Boolean)) {
    if (levels && step.ask) checkAlone(levels, step.ask, reading);
    if (step.uses === 'approve')
      checkQuorum(given, { ask: step.ask, mayApprove: step.mayApprove, quorum: step.quorum }, reading);
  }
  const undo = spots.undoWith;
  const ofUndo = (key: string) => undo.find((entry) => entry.key === key);
  for (const { node, among } of [
    ...levelNames(ofUndo('ask')?.value),
    ...toldBy(step.undo?.uses ?? '', ofUndo),
  ])
    checkNameAt(node, among, reading);
  const undoLevels = ofUndo('ask')?.value;
  if (undoLevels && step.undo?.ask) checkAlone(undoLevels, step.undo.ask, reading);
}

interface NamedAt {
  node: Node | undefined;
  among: Among;
}

/** `ask`, `may_approve`, and a `quorum` by group. */
function namesIn(given: Node | undefined): NamedAt[] {
  if (!given) return [];
  const may = entryOf(given, 'may_approve')?.value;
  return [
    ...levelNames(entryOf(given, 'ask')?.value),
    ...(may?.kind === 'list' ? may.items.map((node): NamedAt => ({ node, among: 'people' })) : []),
  ];
}

function levelNames(levels: Node | undefined): NamedAt[] {
  if (levels?.kind !== 'list') return [];
  return levels.items.map((level) => ({ node: entryOf(level, 'who')?.value, among: 'people' }));
}

function toldBy(uses: string, entry: (key: string) => Entry | undefined): NamedAt[] {
  const fields = Object.hasOwn(named, uses) ? (named[uses] ?? {}) : {};
  return Object.entries(fields).map(([field, among]) => ({ node: entry(field)?.value, among }));
}
