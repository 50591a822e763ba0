import { Document, isMap, isPair, isScalar, isSeq, type Pair, Scalar, visit, type YAMLMap } from 'yaml';
import type { Estate } from '../../model/estate.ts';
import { literalText } from './literal-text.ts';
import type { ManualStep } from './manual-steps.ts';

/** What a page becomes, before it is written down. */
export interface Imported {
  name: string;
  title: string;
  owner: string;
  /** Where it came from, for its first line. */
  source: string;
  frontLines: string[];
  steps: ManualStep[];
}

const minutesEach = 15;

/** The runbook's YAML: what was found on the page, as it stands there, and in comments what could be made of it. */
export function runbookYaml(page: Imported, estate: Pick<Estate, 'clusters' | 'databases'>): string {
  const root = rootOf(estate);
  const document = new Document({
    runbook: page.name,
    title: page.title,
    owner: page.owner,
    severity: 'high',
    objectives: { rto: minutes(page.steps.length * minutesEach) },
    deadline: minutes(page.steps.length * minutesEach + 30),
    inputs: { [root.kind]: { type: root.kind, description: `The ${root.kind} that is recovered` } },
    target: { [root.kind]: `$inputs.${root.kind}` },
    steps: [...page.steps.map(stepOf), ending],
    always: [
      {
        title: 'Tell the channel how it ended',
        uses: 'announce',
        with: { text: `${literalText(page.title)}: {{ $run.outcome }} after {{ $run.elapsed }}` },
      },
    ],
    rehearsals: root.example === undefined ? undefined : [rehearsalOf(page, root.kind, root.example)],
  });
  document.commentBefore = head(page);
  comment(document, 'owner', ' Who is asked when a step fails, and who does what nobody else is named for.');
  comment(
    document,
    'deadline',
    ` ${minutesEach} minutes for each step. Write down how long they take, and what you promise (rto).`,
  );
  comment(document, 'target', ' What is being recovered: a second run on the same thing joins this one.');
  commentSteps(document, page.steps);
  style(document);
  return document.toString({
    lineWidth: 0,
    flowCollectionPadding: true,
    // a text in quotes stays in one line: broken ones lose spaces at the ends of lines
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
}

/** Nothing that a person says is a proof: until a step verifies, no run of it is recovered. */
const ending = {
  title: 'Everything on the page was done',
  finish: {
    outcome: 'aborted',
    because: 'every step was done by hand, and nothing has verified that it helped',
  },
};

function stepOf({ title, text, checklist }: ManualStep) {
  return {
    title,
    uses: 'manual',
    with: {
      text: literalText(text),
      ...(checklist.length > 0 ? { checklist: checklist.map(literalText) } : {}),
    },
    timeout: minutes(minutesEach),
  };
}

function rehearsalOf({ owner }: Imported, kind: string, name: string) {
  return {
    name: 'somebody goes through it',
    inputs: { [kind]: name },
    people: { [owner]: 'done after 5m' },
    expect: { outcome: 'aborted', asked: [owner], unchanged: true },
  };
}

/** Inputs that the runbook can be tried with. */
export function exampleInput(estate: Pick<Estate, 'clusters' | 'databases'>): Record<string, string> {
  const { kind, example } = rootOf(estate);
  return example === undefined ? {} : { [kind]: example };
}

/** A cluster where there is one, or a database. */
function rootOf({ clusters, databases }: Pick<Estate, 'clusters' | 'databases'>) {
  const [cluster] = Object.keys(clusters);
  const [database] = Object.keys(databases);
  return cluster === undefined && database !== undefined
    ? { kind: 'database', example: database }
    : { kind: 'cluster', example: cluster };
}

function head({ source, frontLines }: Imported): string {
  const lines = [
    `From ${source}. Each heading is a step that a person does by hand; what a step type could do is said above it.`,
    'Make them into such steps one by one: rebound reference TYPE says what each takes, rebound check finds what is missing.',
    ...(frontLines.length > 0 ? ['', 'The page began with:', ...frontLines.map((line) => `  ${line}`)] : []),
  ];
  return [' yaml-language-server: $schema=../schema/runbook.json', ...lines.map((line) => ` ${line}`)].join(
    '\n',
  );
}

function commentSteps(document: Document, steps: ManualStep[]): void {
  const list = document.get('steps');
  if (!isSeq(list)) return;
  list.items.forEach((item, index) => {
    const step = steps[index];
    if (!isMap(item)) return;
    if (index > 0) item.spaceBefore = true;
    item.commentBefore = (step ? stepComments(step) : endingComments).map((line) => ` ${line}`).join('\n');
  });
}

function stepComments({ under, hints }: ManualStep): string[] {
  return [
    ...under.map((heading) => `--- ${heading} ---`),
    ...hints.map(({ uses, because }) => `could be: uses: ${uses} (${because})`),
  ];
}

const endingComments = [
  'A run is recovered only when a step has verified it: put find-backup and verify-workloads here, for instance,',
  'and take this ending away.',
];

function comment(document: Document, key: string, text: string): void {
  const found = isMap(document.contents) ? pairOf(document.contents, key) : undefined;
  if (found && isScalar(found.key)) found.key.commentBefore = text;
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** Long texts as blocks, small maps in one line, an empty line between the parts of the file. */
function style(document: Document): void {
  const flow = new Set(['objectives', 'target', 'finish', 'expect', 'people']);
  const parts = new Set(['inputs', 'target', 'steps', 'always', 'rehearsals']);
  visit(document, {
    Pair: (_, pair, path) => {
      if (!isScalar(pair.key)) return;
      const key = String(pair.key.value);
      const outermost = path.length === 2;
      if (outermost && parts.has(key)) pair.key.spaceBefore = true;
      const inputs = key === 'inputs' && !outermost;
      if (isMap(pair.value) && (inputs || flow.has(key))) pair.value.flow = true;
      if (outermost && key === 'inputs' && isMap(pair.value))
        for (const input of pair.value.items)
          if (isPair(input) && isMap(input.value)) input.value.flow = true;
    },
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && scalar.value.includes('\n'))
        scalar.type = /[^\P{C}\n\t]|[\u2028\u2029\ufeff]/u.test(scalar.value)
          ? Scalar.QUOTE_DOUBLE
          : Scalar.BLOCK_LITERAL;
    },
  });
}

function minutes(count: number): string {
  return `${count}m`;
}
