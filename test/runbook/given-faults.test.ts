import { describe, expect, test } from '@jest/globals';
import { deletedAndApproved, smallText, subjectOf } from '../rehearsal/explore/subjects.ts';
import { straightPlayer } from '../../lib/rehearsal/explore/player.ts';

const withFaults = (faults: string, expect = '{ outcome: recovered, within: 20m }') =>
  smallText(
    deletedAndApproved
      .replace(/backups: (\[.*\]) \}$/m, `backups: $1, faults: ${faults} }`)
      .replace(/expect: .*/, `expect: ${expect}`),
  );

const read = (faults: string): string => {
  try {
    return JSON.stringify(subjectOf(withFaults(faults)).runbook.rehearsals[0]?.given.faults);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe('given.faults', () => {
  test('one call, a stretch of time, or all', () => {
    expect(
      read(
        '[{ system: kubernetes, does: refused, operation: POST, nth: 1 }, { system: eks, does: throttled, from: 1m, to: 10m }, { system: sts, does: slow }]',
      ),
    ).toBe(
      '[{"system":"kubernetes","does":"refused","operation":"POST","nth":1},{"system":"eks","does":"throttled","from":60,"to":600},{"system":"sts","does":"slow"}]',
    );
  });

  test.each([
    ['[{ system: kubernets, does: refused }]', /did you mean "kubernetes"\?/],
    ['[{ system: dynamodb, does: refused }]', /expected one of eks, sts, kubernetes/],
    ['[{ system: eks, does: refussed }]', /did you mean "refused"\?/],
    ['[{ system: eks, does: refused, nth: 1, to: 10m }]', /"nth", or "from" and "to"/],
    ['[{ system: eks, does: refused, from: 10m, to: 5m }]', /later than its "from"/],
    ['[{ system: eks }]', /does/],
    ['refused', /a list such as/],
    ['[{ system: eks, operation: DescribeClutser, does: refused }]', /did you mean "DescribeCluster"\?/],
    [
      '[{ system: kubernetes, operation: PUT, does: refused }]',
      /a call of kubernetes: GET, POST, PATCH, DELETE/,
    ],
    ['[{ system: sts, does: not-found }]', /what sts can show: request-lost, answer-lost, throttled/],
    ['[{ system: pagerduty, does: not-found }]', /what pagerduty can show/],
    ['[{ system: eks, operation: ListClusters, does: not-found }]', /what ListClusters can show/],
  ])('%s is told', (faults, told) => {
    expect(read(faults)).toMatch(told);
  });

  test('a call that is refused once: somebody has the step tried again', async () => {
    const subject = subjectOf(
      withFaults('[{ system: kubernetes, does: refused, operation: POST, nth: 1 }]').replace(
        'people: { platform-leads: approve after 1m }',
        'people: { platform-leads: approve after 1m, platform-oncall: retry after 2m }',
      ),
    );
    const { result, unmet } = await straightPlayer(subject).survey(0);
    expect({ unmet, bad: result.violations }).toEqual({ unmet: [], bad: [] });
    expect(result.questions.map(({ kind, answer }) => `${kind} ${answer}`)).toEqual([
      'failure retry',
      'approval approve',
    ]);
  });

  test('a system that throttles while it is looked at: what cannot be seen is no ground to change anything', async () => {
    const unseen = subjectOf(
      withFaults('[{ system: eks, does: throttled, to: 30s }]', '{ outcome: aborted, unchanged: true }'),
    );
    expect((await straightPlayer(unseen).survey(0)).unmet).toEqual([]);
  });
});
