import { describe, expect, test } from '@jest/globals';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { alarmsClaimedTwice } from '../../lib/runbook/read-triggers.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { exampleFile } from './example-file.ts';
import { smallEstate } from './surroundings.ts';

const surroundings = {
  catalog,
  estate: {
    ...smallEstate,
    databases: { 'payments-db': { account: '1', region: 'eu-west-1', drill: false } },
  },
};

function read(text: string) {
  const { runbook, mistakes } = readRunbook(exampleFile(text), 'f.yaml', surroundings);
  return { runbook, errors: mistakes.filter(({ severity }) => severity === 'error') };
}

/** [keys of a runbook, with a caret before the place that is told, code, part of the message]. One cause, one mistake. */
type Row = [text: string, code: string, message: string];

function expectRow([written, code, message]: Row): void {
  const marked = exampleFile(written);
  const before = marked.slice(0, marked.indexOf('‸')).split('\n');
  const { runbook, errors } = read(written.replace('‸', ''));
  expect(errors.map((mistake) => `${mistake.line}:${mistake.column} ${mistake.code}`)).toEqual([
    `${before.length}:${(before.at(-1) ?? '').length + 1} ${code}`,
  ]);
  expect(errors[0]?.message).toContain(message);
  expect(runbook).toBeUndefined();
}

const inputs = (more: string) =>
  `inputs:\n  cluster: { type: cluster }\n  namespace: { type: namespace }\n  ${more}`;
const given = 'inputs: { cluster: prod-blue, namespace: payments }';
const trigger = (text: string) => `triggers:\n  - ${text}\n    ${given}`;
const people = (text: string) =>
  `rehearsals:\n  - name: one\n    ${given}\n    people: { platform-leads: ${text} }\n    expect: { outcome: recovered }`;

describe('targets', () => {
  test.each<Row>([
    [
      'target: [{ cluster: $inputs.cluster, namespace: $inputs.namespace }, ‸{}]',
      'wrong-value',
      'an empty map',
    ],
    ['target: ‸[]', 'wrong-value', 'an empty list'],
    ['target: [{ cluster: $inputs.cluster, namespace: $inputs.namespace }, ‸3]', 'wrong-value', 'found 3'],
    [
      'target:\n  - { cluster: $inputs.cluster, namespace: $inputs.namespace }\n  - ‸{ cluster: $inputs.cluster, namespace: $inputs.namespace }',
      'wrong-value',
      'the same as in line',
    ],
    [
      'target: { cluster: $inputs.cluster, namespace: $inputs.namespace, ‸database: payments-db }',
      'misplaced-key',
      'write a list, [{ cluster: … }, { database: … }]',
    ],
    [
      'target: { ‸region: eu-west-1, cluster: $inputs.cluster, namespace: $inputs.namespace }',
      'misplaced-key',
      'leave "region" out',
    ],
    [
      'target: [{ cluster: $inputs.cluster, namespace: $inputs.namespace }, ‸{ region: eu-west-1 }]',
      'missing-key',
      '"account" is missing',
    ],
    [
      'target: [{ cluster: $inputs.cluster, namespace: $inputs.namespace }, { account: ‸12 }]',
      'wrong-value',
      'an AWS account of 12 digits',
    ],
    [
      'target: [{ cluster: $inputs.cluster, namespace: $inputs.namespace }, { account: ‸$inputs.cluster }]',
      'wrong-value',
      'of type cluster, expected one of type string or choice',
    ],
    [
      'target: [{ cluster: $inputs.cluster, namespace: $inputs.namespace }, { database: ‸payments-bd }]',
      'wrong-value',
      'did you mean "payments-db"?',
    ],
  ])('%s', (...row) => {
    expectRow(row);
  });
});

describe('triggers', () => {
  test.each<Row>([
    [trigger('webhook: ‸{}'), 'wrong-value', 'without one everything would start it'],
    [trigger('webhook: { severity: ‸1 }'), 'wrong-value', 'the text that the label has'],
    [
      trigger('{ alarm: a, ‸webhook: { a: b } }').replace(`\n    ${given}`, ''),
      'step-kind',
      'make two triggers',
    ],
    [trigger('alarm: a\n    ‸mode: drill'), 'misplaced-key', 'what starts by an alarm is real'],
    [trigger('webhook: { a: b }\n    ‸mode: drill'), 'misplaced-key', 'what starts by a webhook is real'],
    [trigger('schedule: rate(7 days)\n    mode: ‸real'), 'wrong-value', 'one of dry-run, drill'],
    [trigger('schedule: ‸daily'), 'wrong-value', 'cron(0 6 ? * MON *) or rate(7 days)'],
    [
      trigger('‸mode: drill').replace('- ‸', '- ').replace('triggers:\n  - ', 'triggers:\n  - ‸'),
      'missing-key',
      'or "webhook", or "schedule"',
    ],
    ['triggers: [‸a]', 'wrong-value', 'found "a", expected a trigger'],
    [
      `${trigger('webhook: { a: b, c: d }')}\n  - ‸webhook: { c: d, a: b }\n    ${given}`,
      'alarm-twice',
      'a webhook with the labels { c: d, a: b } is claimed already in line 18',
    ],
  ])('%s', (...row) => {
    expectRow(row);
  });

  test('the labels of a webhook start one runbook only; a schedule may start several', () => {
    const text = `${trigger('webhook: { a: b }')}\n  - schedule: rate(1 day)\n    ${given}`;
    const { runbook, errors } = read(text);
    expect(errors).toEqual([]);
    const other = runbook && { ...runbook, runbook: 'other', file: 'other.yaml' };
    expect(alarmsClaimedTwice([runbook, other].filter((one) => one !== undefined))).toMatchObject([
      {
        file: 'other.yaml',
        path: 'triggers[0].webhook',
        message: expect.stringContaining('{ a: b } starts'),
      },
    ]);
  });
});

describe('inputs', () => {
  test.each([
    ['since: { type: time, default: 15m ago }', '15m ago'],
    ['since: { type: time, default: 2026-11-24T03:05+01:00 }', '2026-11-24T03:05+01:00'],
    [
      'token: { type: string, secret: true, default: "secret:payments/token#key" }',
      'secret:payments/token#key',
    ],
    ['people: { type: person, list: true, default: [anna, ben] }', ['anna', 'ben']],
  ])('%s', (text, value) => {
    const { runbook, errors } = read(inputs(text));
    expect(errors).toEqual([]);
    expect(Object.values(runbook?.inputs ?? {}).at(-1)?.default).toEqual(value);
  });

  test.each<Row>([
    [inputs('since: { type: time, default: ‸soon }'), 'wrong-value', 'or 15m ago'],
    [inputs('since: { type: time, default: ‸2026-02-30T03:05Z }'), 'wrong-value', 'a time such as'],
    [inputs('token: { type: string, secret: true, default: ‸hunter2 }'), 'wrong-value', 'secret:NAME'],
    [inputs('names: { type: string, list: true, default: ‸a }'), 'wrong-value', 'a list of string'],
  ])('%s', (...row) => {
    expectRow(row);
  });

  test('what may be a secret is not said again', () => {
    const { errors } = read(inputs('token: { type: string, secret: true, default: hunter2 }'));
    expect(errors[0]?.message).not.toContain('hunter2');
  });
});

test('the world of a rehearsal may have secrets', () => {
  const { runbook, errors } = read(
    people('silent').replace('people:', 'given: { secrets: { payments/token: abc } }\n    people:'),
  );
  expect(errors).toEqual([]);
  expect(runbook?.rehearsals[0]?.given).toMatchObject({
    secrets: { 'payments/token': 'abc' },
    storage: 'available',
  });
});

describe('people of rehearsals', () => {
  test.each<Row>([
    [people('‸aprove after 4m'), 'wrong-value', 'did you mean "approve"?'],
    [people('‸approve'), 'wrong-value', '"<answer> after <duration>"'],
    [people('‸go_on after 4m'), 'wrong-value', 'with one of approve, reject, retry, skip'],
    [people('‸{ answer: approve }'), 'missing-key', '"after" is missing'],
    [people('{ answer: ‸aprove, after: 4m }'), 'wrong-value', 'did you mean "approve"?'],
    [people('{ answer: approve, after: ‸soon }'), 'wrong-value', 'a duration such as "4m"'],
    [
      people('{ answer: approve, after: 4m, ‸record: { a: b } }'),
      'misplaced-key',
      'belongs to the answer "done"',
    ],
    [
      people('{ answer: skip, after: 4m, ‸values: { a: b } }'),
      'misplaced-key',
      'belongs to the answer "retry"',
    ],
    [people('{ answer: retry, after: 4m, ‸to: look }'), 'misplaced-key', 'belongs to the answer "back"'],
    [people('{ answer: back, after: 4m, to: ‸lok }'), 'unknown-step', 'did you mean "look"?'],
    [people('‸{ answer: back, after: 4m }'), 'missing-key', '"to" is missing'],
    [
      people('{ answer: done, after: 4m, record: { ‸case: a } }'),
      'unknown-input',
      'no manual step has "case"',
    ],
    [people('{ answer: approve, after: 4m, ‸becuase: a }'), 'unknown-key', 'becuase'],
  ])('%s', (...row) => {
    expectRow(row);
  });
});
