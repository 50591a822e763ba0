import type { Example } from '../../lib/runbook/explanation.ts';

/** What an example leaves out: a good runbook, key by key. */
const rest: [key: string, text: string][] = [
  ['runbook', 'runbook: restore-payments'],
  ['title', 'title: Restore a namespace'],
  ['owner', 'owner: platform-oncall'],
  ['deadline', 'deadline: 4h'],
  ['inputs', 'inputs:\n  cluster: { type: cluster }\n  namespace: { type: namespace }'],
  ['target', 'target: { cluster: $inputs.cluster, namespace: $inputs.namespace }'],
];
const first = '  - { id: look, title: Look, uses: check-cluster }';
const then = [
  '  - { id: choice, title: Choose, uses: find-backup }',
  '  - title: Shall we?',
  '    uses: approve',
  '    with: { question: Shall we?, ask: [{ who: platform-leads, for: 5m }, { who: platform-managers, for: 5m }] }',
  '  - { title: Restore, uses: restore-backup, with: { backup: $choice.backup }, undo: {} }',
  '  - { title: Verify, uses: verify-workloads, with: { against: $choice.inventory } }',
].join('\n');

/** The whole file of which `text` is a part: keys that it has not are those of a good runbook. */
export function exampleFile(text: string, of: Example['of'] = 'runbook'): string {
  if (of === 'file' || of === 'rebound.yaml' || of === 'people.yaml') return text;
  const steps = of === 'steps' ? `\n${text.replaceAll(/^/gm, '  ')}` : '';
  const mine = of === 'steps' ? '' : text;
  const has = (key: string) => new RegExp(`^${key}:`, 'm').test(mine);
  const missing = rest.filter(([key]) => !has(key)).map(([, part]) => part);
  // what cannot be read breaks off the rest, so it stands last
  const tail = has('steps') ? [] : [`steps:\n${first}${steps}\n${then}`];
  return [...missing, ...tail, mine].filter((part) => part !== '').join('\n');
}
