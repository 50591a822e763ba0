import * as z from 'zod/mini';
import type { StepCatalog, StepFacts } from '../../lib/compiler/parts.ts';
import type { Outcome } from '../../lib/model/outcome.ts';
import type {
  Arm,
  ChooseStep,
  Expression,
  FinishStep,
  Runbook,
  Step,
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

interface Given extends Partial<Omit<UseStep, 'kind' | 'with' | 'if' | 'position'>> {
  with?: object;
  if?: string;
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

/** A step that uses a type. Without an id it has a place of its own. */
export function aStep(title: string, uses: string, given: Given = {}): UseStep {
  const { with: entries = {}, if: condition, id, ...rest } = given;
  const place = `s${(places += 1)}`;
  return {
    ...common(id, title, place, condition),
    kind: 'use',
    uses,
    timeout: 600,
    ...rest,
    with: values(entries),
  };
}

export function aFinish(title: string, outcome: Outcome, because: string, condition?: string): FinishStep {
  const place = `s${(places += 1)}`;
  return {
    ...common(undefined, title, place, condition),
    kind: 'finish',
    finish: { outcome, because: aValue(because) },
  };
}

type Body = Step[] | { outcome: Outcome; because: string };

/** `arms`: condition → steps or an ending; the key `otherwise` is the arm without one. */
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
      const inside = Array.isArray(body)
        ? { steps: body }
        : { finish: { outcome: body.outcome, because: aValue(body.because) } };
      return when === 'otherwise' ? { body: inside } : { when: anExpression(when), body: inside };
    }),
  };
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
    triggers: [],
    steps,
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

/** Step types that exist only to the compiler: one of each kind. */
export const smallCatalog: StepCatalog = {
  look: facts('look', 'reads', { permissions: { read: [statement('eks:Look')], change: [] } }),
  change: facts('change', 'changes', {
    permissions: { read: [statement('eks:PlanChange')], change: [statement('eks:Change')] },
  }),
  verify: facts('verify', 'reads', { verifies: true }),
  approve: facts('approve', 'asks', { with: z.object({}) }),
  page: facts('page', 'tells', { with: z.object({}) }),
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
