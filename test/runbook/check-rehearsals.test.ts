import { describe, expect, test } from '@jest/globals';
import { sandboxNamespaces } from '../../lib/runbook/check-given-namespaces.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { healthyNamespaces, systemNamespaces } from '../../lib/sandbox/workloads.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { exampleFile } from './example-file.ts';
import { smallEstate } from './surroundings.ts';

const inputs = 'inputs: { cluster: prod-blue, namespace: payments }';

/** Codes and messages of a runbook with one rehearsal; `steps` in the place of those of a good one. */
function said(rehearsal: string, steps = ''): string[] {
  const text = `${steps}rehearsals:\n  - { name: one, ${rehearsal} }\n`;
  const { mistakes } = readRunbook(exampleFile(text), 'f.yaml', { catalog, estate: smallEstate });
  return mistakes.map(({ code, message }) => `${code}: ${message}`);
}

test('the namespaces that are known here are those of the sandbox', () => {
  expect([...sandboxNamespaces].toSorted()).toEqual(
    Object.keys({ ...healthyNamespaces, ...systemNamespaces }).toSorted(),
  );
});

describe('a namespace whose state is given', () => {
  const of = (namespaces: string, backups = '') =>
    said(
      `given: { clusters: { prod-blue: { namespaces: ${namespaces} } }${backups} }, ${inputs}, expect: { outcome: recovered }`,
    );

  test.each(['degraded', 'deleted', 'healthy'])('%s, and the sandbox has none such', (state) => {
    expect(of(`{ paymnts: ${state} }`)).toEqual([
      expect.stringMatching(
        /^unknown-namespace: .*"paymnts", and this changes nothing; did you mean "payments"\?/,
      ),
    ]);
    expect(of(`{ payments: ${state} }`)).toEqual([]);
  });

  test('deleted where a backup of it is given says something, degraded does not', () => {
    const orders = ', backups: [{ namespace: orders, age: 3h }]';
    expect(of('{ orders: deleted }', orders)).toEqual([]);
    expect(of('{ orders: degraded }', orders)).toEqual([expect.stringContaining('unknown-namespace')]);
  });
});

describe('a backup that is given', () => {
  const of = (namespace: string, more = inputs, steps = '') =>
    said(
      `given: { backups: [{ namespace: ${namespace}, age: 3h }] }, ${more}, expect: { outcome: recovered }`,
      steps,
    );

  test('of a namespace that nothing names', () => {
    expect(of('payment')).toEqual([
      expect.stringMatching(
        /^unused-backup: .*"payment": nobody looks for this backup; did you mean "payments"\?/,
      ),
    ]);
    expect(of('checkout')).toEqual([expect.stringContaining('unused-backup')]);
  });

  test('of one that the inputs name', () => {
    expect(of('checkout', 'inputs: { cluster: prod-blue, namespace: checkout }')).toEqual([]);
  });

  const step = (namespace: string) =>
    [
      'steps:',
      `  - { id: choice, title: Choose, uses: find-backup, with: { namespace: ${namespace} } }`,
      '  - { title: Verify, uses: verify-workloads, with: { against: $choice.inventory } }',
      '',
    ].join('\n');

  test('of one that a step names, or may name', () => {
    expect(of('checkout', inputs, step('checkout'))).toEqual([]);
    expect(of('checkout', inputs, step('"{{ $inputs.namespace }}-old"'))).toEqual([]);
    expect(of('checkout', inputs, step('$inputs.namespace'))).toEqual([
      expect.stringContaining('unused-backup'),
    ]);
  });

  test('of one that another runbook may name, unless it is nearly one that is named', () => {
    const handsOn = `${step('$inputs.namespace')}  - { title: On, continue_with: { runbook: other, inputs: {}, because: so } }\n`;
    const codes = (namespace: string) =>
      of(namespace, inputs, handsOn).filter((one) => one.startsWith('unused'));
    expect(codes('checkout')).toEqual([]);
    expect(codes('payment')).toHaveLength(1);
  });
});

describe('recovered is expected', () => {
  const of = (steps: string, outcome = 'recovered') =>
    said(`${inputs}, expect: { outcome: ${outcome} }`, `steps:\n${steps}`).filter((one) =>
      one.startsWith('never-ends-so'),
    );
  const fails = '  - { title: End, finish: { outcome: failed, because: so } }\n';
  const look = '  - { id: look, title: Look, uses: check-cluster }\n';
  const verify =
    '  - { id: choice, title: Choose, uses: find-backup }\n  - { title: Verify, uses: verify-workloads, with: { against: $choice.inventory } }\n';

  test.each(['recovered', 'recovered-with-skips'])('%s, and nothing verifies', (outcome) => {
    expect(of(look + fails, outcome)).toEqual([expect.stringContaining('nothing in this runbook verifies')]);
    expect(of(look + verify, outcome)).toEqual([]);
    // that an open end has to be verified is another mistake, and one is enough
    expect(of(look, outcome)).toEqual([]);
  });

  test('and each way ends otherwise', () => {
    const chosen = (last: string) =>
      `  - title: Which\n    choose:\n      - { when: $look.api = "ready", finish: { outcome: failed, because: so } }\n${last}`;
    const otherwise = '    otherwise:\n      - { title: End, finish: { outcome: aborted, because: so } }\n';
    expect(of(look + verify + fails)).toEqual([expect.stringContaining('each way through it ends')]);
    expect(of(look + verify + chosen(otherwise))).toEqual([
      expect.stringContaining('each way through it ends'),
    ]);
    expect(of(look + verify + chosen(''))).toEqual([]);
    expect(of(look + verify + fails.replace('finish:', 'if: $look.api = "ready", finish:'))).toEqual([]);
    expect(of(look + verify + fails.replace('failed', 'recovered'))).toEqual([]);
  });
});

test('people who are never asked are said', () => {
  expect(
    said(`${inputs}, people: { platform-leeds: approve after 4m }, expect: { outcome: recovered }`),
  ).toEqual([
    expect.stringMatching(
      /^never-asked: nothing in this runbook asks "platform-leeds"; did you mean "platform-leads"\?/,
    ),
  ]);
});
