import * as z from 'zod/mini';
import type { StepCatalog, StepFacts } from '../../lib/compiler/parts.ts';
import type { Outcome } from '../../lib/model/outcome.ts';
import type {
  Arm,
  ChooseStep,
  EachStep,
  Expression,
  FinishStep,
  HandOn,
  HandOnStep,
  OnFailure,
  ParallelStep,
  Runbook,
  Step,
  Undo,
  Until,
  UseStep,
  Value,
} from '../../lib/runbook/runbook.ts';

const position = { line: 1, column: 1 };

/** A checked expression; `reads` are the paths found in it by their form. */
export function anExpression(expression: string): Expression {
  const reads = expression.match(/\$[a-z]\w*(?:\.[a-z]\w*)+/g) ?? [];
  return { expression, reads: [...new Set(reads)], position };
}

/** A value as YAML would have it: `$…` is an expression, text with `{{ }}` has insertions. */
export function aValue(value: unknown): Value {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(aValue) };
  if (value !== null && typeof value === 'object') return { kind: 'map', entries: values(value) };
  if (typeof value === 'string') return textValue(value);
  return { kind: 'literal', value: typeof value === 'number' || typeof value === 'boolean' ? value : null };
}

function textValue(text: string): Value {
  if (/^\$[a-z]/.test(text)) return { kind: 'expression', expression: anExpression(text) };
  const parts = text.split(/\{\{(.*?)\}\}/);
  if (parts.length === 1) return { kind: 'literal', value: text };
  return {
    kind: 'text',
    parts: parts
      .map((part, index) => (index % 2 === 1 ? anExpression(part.trim()) : part))
      .filter((part) => part !== ''),
  };
}

function values(entries: object): Record<string, Value> {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, aValue(value)]));
}

interface Given extends Partial<Omit<UseStep, 'kind' | 'with' | 'if' | 'position' | 'until' | 'undo'>> {
  with?: object;
  if?: string;
  /** The condition, or with more; every 30 s where it does not say. */
  until?: string | { condition: string; every?: number; onTimeout?: Step[] };
  /** With the step's own type where it names none. */
  undo?: { uses?: string; with?: object } & Pick<Undo, 'ask' | 'record'>;
}

function common(id: string | undefined, title: string, place: string, condition: string | undefined) {
  return {
    id: id ?? place,
    named: id !== undefined,
    title,
    position,
    ...(condition === undefined ? {} : { if: anExpression(condition) }),
  };
}

let places = 0;

/** A step that uses a type. Without an id it has a place of its own. A failure asks. */
export function aStep(title: string, uses: string, given: Given = {}): UseStep {
  const { with: entries = {}, if: condition, id, until, undo, ...rest } = given;
  const place = `s${(places += 1)}`;
  return {
    ...common(id, title, place, condition),
    kind: 'use',
    uses,
    timeout: 600,
    onFailure: { kind: 'ask' },
    ...rest,
    ...(until === undefined ? {} : { until: anUntil(until) }),
    ...(undo ? { undo: { ...undo, uses: undo.uses ?? uses, with: values(undo.with ?? {}) } } : {}),
    with: values(entries),
  };
}

function anUntil(given: Given['until'] & {}): Until {
  if (typeof given === 'string') return { condition: anExpression(given), every: 30 };
  const { condition, every = 30, onTimeout } = given;
  return { condition: anExpression(condition), every, ...(onTimeout ? { onTimeout } : {}) };
}

/** `wait: 5m`. */
export function aWait(title: string, seconds: number, given: Given = {}): UseStep {
  return aStep(title, 'wait', { with: { for: seconds }, timeout: seconds, ...given });
}

export function aFinish(title: string, outcome: Outcome, because: string, condition?: string): FinishStep {
  const place = `s${(places += 1)}`;
  return {
    ...common(undefined, title, place, condition),
    kind: 'finish',
    finish: { outcome, because: aValue(because) },
  };
}

/** The run goes on as another runbook. */
export function aHandOn(
  title: string,
  runbook: string,
  inputs: object,
  because: string,
  condition?: string,
): HandOnStep {
  const place = `s${(places += 1)}`;
  return {
    ...common(undefined, title, place, condition),
    kind: 'continue_with',
    handOn: handOnOf({ runbook, inputs, because }),
  };
}

function handOnOf(given: { runbook: string; inputs?: object; because: string }): HandOn {
  return { runbook: given.runbook, inputs: values(given.inputs ?? {}), because: aValue(given.because) };
}

interface Group {
  id?: string;
  if?: string;
  onFailure?: OnFailure;
}

/** Branches at the same time. */
export function aParallel(title: string, branches: Step[][], given: Group = {}): ParallelStep {
  const place = `s${(places += 1)}`;
  return {
    ...common(given.id, title, place, given.if),
    kind: 'parallel',
    branches,
    onFailure: given.onFailure ?? { kind: 'ask' },
  };
}

/** The steps for each item of what the expression gives; one at a time where nothing else is said. */
export function anEach(
  title: string,
  items: string,
  steps: Step[],
  given: Group & { maxParallel?: number; stopWhen?: string } = {},
): EachStep {
  const place = `s${(places += 1)}`;
  return {
    ...common(given.id, title, place, given.if),
    kind: 'for_each',
    items: anExpression(items),
    maxParallel: given.maxParallel ?? 1,
    ...(given.stopWhen === undefined ? {} : { stopWhen: anExpression(given.stopWhen) }),
    steps,
    onFailure: given.onFailure ?? { kind: 'ask' },
  };
}

type Body =
  | Step[]
  | { outcome: Outcome; because: string }
  | { runbook: string; inputs?: object; because: string };

/** `arms`: condition → steps, an ending or a runbook that goes on; the key `otherwise` is the arm without one. */
export function aChoose(
  title: string,
  arms: Record<string, Body>,
  given: { id?: string; if?: string } = {},
): ChooseStep {
  const place = `s${(places += 1)}`;
  return {
    ...common(given.id, title, place, given.if),
    kind: 'choose',
    arms: Object.entries(arms).map(([when, body]): Arm => {
      const inside = bodyOf(body);
      return when === 'otherwise' ? { body: inside } : { when: anExpression(when), body: inside };
    }),
  };
}

function bodyOf(body: Body): Arm['body'] {
  if (Array.isArray(body)) return { steps: body };
  if ('runbook' in body) return { handOn: handOnOf(body) };
  return { finish: { outcome: body.outcome, because: aValue(body.because) } };
}

/** A runbook for a namespace of prod-blue. */
export function aRunbook(steps: Step[], given: Partial<Runbook> = {}): Runbook {
  return {
    runbook: 'restore-namespace',
    title: 'Restore a namespace',
    owner: 'platform-oncall',
    severity: 'high',
    objectives: { rto: 4500, rpo: 86_400 },
    deadline: 5400,
    inputs: { cluster: { type: 'cluster' }, namespace: { type: 'namespace' } },
    target: { cluster: aValue('$inputs.cluster'), namespace: aValue('$inputs.namespace') },
    alsoTargets: [],
    triggers: [],
    unattended: false,
    steps,
    always: [],
    rehearsals: [],
    file: 'runbooks/restore-namespace.yaml',
    ...given,
  };
}

const facts = (uses: string, kind: StepFacts['kind'], more: Partial<StepFacts> = {}): StepFacts => ({
  uses,
  kind,
  with: z.object({ cluster: z.string(), namespace: z.string() }),
  output: z.object({ word: z.string(), age: z.number() }),
  types: { age: 'duration' },
  permissions: { read: [], change: [] },
  timeoutSeconds: 600,
  ...more,
});
const statement = (action: string) => ({
  actions: [action],
  resources: ['arn:aws:eks:${region}:${account}:cluster/${cluster}'],
});

/** Step types that exist only to the compiler: one of each kind, and those that the compiler knows by name. */
export const smallCatalog: StepCatalog = {
  look: facts('look', 'reads', { permissions: { read: [statement('eks:Look')], change: [] } }),
  change: facts('change', 'changes', {
    permissions: { read: [statement('eks:PlanChange')], change: [statement('eks:Change')] },
  }),
  verify: facts('verify', 'reads', { verifies: true }),
  approve: facts('approve', 'asks', { with: z.object({}) }),
  page: facts('page', 'tells', { with: z.object({}) }),
  announce: facts('announce', 'tells', { with: z.object({}) }),
  decide: facts('decide', 'asks', { with: z.object({}) }),
  manual: facts('manual', 'asks', { with: z.object({}) }),
  wait: facts('wait', 'asks', { with: z.object({}) }),
  runbook: facts('runbook', 'reads', { with: z.object({}), nests: true }),
};

export { smallEstate } from './estate.ts';

/** A little of everything: a choice with an ending and steps, a condition, an approval that covers a change, a verify. */
export function aWholeRunbook(): Runbook {
  return aRunbook([
    aStep('Look', 'look', { id: 'look' }),
    aChoose('What is it?', {
      "$look.word = 'fine'": { outcome: 'nothing-to-do', because: '{{ $inputs.namespace }} is fine' },
      "$look.word = 'odd'": [
        aStep('Look closer', 'look', { id: 'closer' }),
        aFinish('Somebody has it', 'aborted', 'it is {{ $closer.word }}', "$closer.word = 'taken'"),
      ],
    }),
    aStep('Tell them', 'page', { id: 'told', if: '$exists($inputs.tell)' }),
    aStep('May we?', 'approve', {
      with: { question: 'Change {{ $inputs.namespace }}, {{ $look.age }} old?' },
      ask: [
        { who: 'platform-leads', for: 300 },
        { who: 'platform-managers', for: 600 },
      ],
      quorum: 1,
      covers: ['change_it'],
      id: 'may_we',
    }),
    aStep('Change it', 'change', {
      id: 'change_it',
      with: { word: '$look.word' },
      approval: 'may_we',
      timeout: 1800,
    }),
    aStep('It is as it should be', 'verify', { with: { against: '$change_it.word' } }),
  ]);
}
