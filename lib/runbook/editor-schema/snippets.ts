import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { StepWord } from '../words.ts';
import type { Snippet, SnippetBody } from './json-schema.ts';
import type { DescribedType } from './with-schema.ts';

const control: Record<Exclude<StepWord, 'uses'>, { description: string; body: SnippetBody }> = {
  choose: {
    description: 'Go on in one of several ways',
    body: {
      title: '${1:What are we facing?}',
      choose: [
        {
          when: "${2:\\$look.api = 'GONE'}",
          steps: [{ title: '${3:What is done then}', uses: '${4:check-cluster}' }],
        },
      ],
    },
  },
  parallel: {
    description: 'Branches that go on at the same time',
    body: {
      title: '${1:Both at the same time}',
      parallel: [
        [{ title: '${2:One}', uses: '${3:check-cluster}' }],
        [{ title: '${4:Other}', uses: '${5:check-cluster}' }],
      ],
    },
  },
  for_each: {
    description: 'The same steps for each item of a list',
    body: {
      title: '${1:Each of them}',
      for_each: '${2:\\$inputs.namespaces}',
      max_parallel: '${3:1}',
      steps: [{ title: '${4:One of them}', uses: '${5:check-cluster}' }],
    },
  },
  wait: { description: 'Let some time pass', body: { title: '${1:Let the caches fill}', wait: '${2:5m}' } },
  finish: {
    description: 'End the run here',
    body: {
      title: '${1:Nothing is to be done}',
      if: "${2:\\$look.namespace = 'HEALTHY'}",
      finish:
        '{ outcome: ${3|nothing-to-do,recovered,aborted,failed|}, because: "${4:{{ \\$look.reason \\}\\}}" }',
    },
  },
  continue_with: {
    description: 'Hand on to another runbook',
    body: {
      title: '${1:The cluster has to be rebuilt first}',
      if: "${2:\\$look.api = 'GONE'}",
      continue_with:
        '{ runbook: ${3:rebuild-cluster}, inputs: { cluster: \\$inputs.cluster }, because: "${4:{{ \\$look.reason \\}\\}}" }',
    },
  },
};

/** A step of each type and of each word, ready to be filled in. */
export function stepSnippets(types: readonly DescribedType[], words: readonly StepWord[]): Snippet[] {
  return [
    ...types
      .filter(({ example }) => /^ *uses:/m.test(example))
      .map(({ uses, summary, example }) => ({
        label: `step: ${uses}`,
        description: summary,
        body: exampleBody(example),
      })),
    ...words.flatMap((word) => (word === 'uses' ? [] : [{ label: `step: ${word}`, ...control[word] }])),
  ];
}

/** A step type's example as what an editor puts in: its texts as they are written, id and title as the places to fill in first. */
export function exampleBody(example: string): SnippetBody {
  const document = parseDocument(example);
  const [step] = isSeq(document.contents) ? document.contents.items : [];
  if (!isMap(step)) throw new Error(`an example is no list of one step:\n${example}`);
  let place = 0;
  return Object.fromEntries(
    step.items.map(({ key, value }) => {
      const name = String(key);
      const text = bodyOf(value, example);
      const first = (name === 'id' || name === 'title') && typeof text === 'string';
      return [name, first ? `\${${(place += 1)}:${text.replaceAll('}', '\\}')}}` : text];
    }),
  );
}

function bodyOf(node: unknown, source: string): SnippetBody {
  if (isMap(node) && !node.flow)
    return Object.fromEntries(node.items.map(({ key, value }) => [String(key), bodyOf(value, source)]));
  if (isSeq(node) && !node.flow) return node.items.map((item) => bodyOf(item, source));
  return isScalar(node) || isMap(node) || isSeq(node) ? written(node, source) : '';
}

/** As it stands in the example, with what snippets give a meaning to escaped. */
function written(node: Node, source: string): string {
  const [from = 0, to = from] = node.range ?? [];
  return source.slice(from, to).trimEnd().replaceAll('\\', '\\\\').replaceAll('$', '\\$');
}

/** A whole runbook, to begin with. */
export const wholeRunbook: Snippet = {
  label: 'runbook',
  description: 'A whole runbook, to begin with',
  bodyText: [
    'runbook: ${1:restore-namespace}',
    'title: ${2:Restore a namespace from its last good backup}',
    'owner: ${3:platform-oncall}',
    'severity: ${4|high,critical,medium,low|}',
    'objectives: { rto: ${5:75m}, rpo: ${6:24h} }',
    'deadline: ${7:90m}',
    '',
    'inputs:',
    '  cluster: { type: cluster }',
    '  namespace: { type: namespace }',
    '',
    'target: { cluster: \\$inputs.cluster, namespace: \\$inputs.namespace }',
    '',
    'steps:',
    '  - id: look',
    '    title: Look at the cluster and the namespace',
    '    uses: check-cluster',
    '',
    '  - title: Is anything wrong?',
    '    choose:',
    "      - when: \\$look.namespace = 'HEALTHY'",
    '        finish: { outcome: nothing-to-do, because: "{{ \\$look.reason }}" }',
    '',
    '  - title: Tell who is on call',
    '    uses: page',
    '    with: { who: $3, text: "{{ \\$inputs.namespace }} on {{ \\$inputs.cluster }}: {{ \\$look.reason }}" }',
    '',
    '  - title: A human has it now',
    '    finish: { outcome: aborted, because: "$3 was told: {{ \\$look.reason }}" }',
    '',
    'rehearsals:',
    '  - name: all is well',
    '    inputs: { cluster: ${8:prod-blue}, namespace: ${9:payments} }',
    '    expect: { outcome: nothing-to-do, within: 5m, unchanged: true }',
    '$0',
  ].join('\n'),
};
