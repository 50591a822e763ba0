import { describe, expect, test } from '@jest/globals';
import { explore, oneByOne, type Told } from '../../../lib/rehearsal/explore/explore.ts';
import { straightPlayer } from '../../../lib/rehearsal/explore/player.ts';
import { pairsOf } from '../../../lib/rehearsal/explore/pairs.ts';
import { singlesOf } from '../../../lib/rehearsal/explore/singles.ts';
import { pathId } from '../../../lib/rehearsal/explore/path.ts';
import type { Subject } from '../../../lib/rehearsal/explore/subject.ts';
import { deletedAndApproved, smallText, subjectOf } from './subjects.ts';

const small = subjectOf(smallText(deletedAndApproved));

async function explored(
  subject: Subject,
  max: number,
  stopAfter = Number.POSITIVE_INFINITY,
): Promise<Told[]> {
  const player = straightPlayer(subject);
  const told: Told[] = [];
  const stopped = () => told.filter(({ kind }) => kind === 'path').length >= stopAfter;
  const play = (paths: Parameters<typeof oneByOne>[0]) => oneByOne(paths, player.play, stopped);
  const { seed, runbook } = subject;
  const options = { max, seed, rehearsals: runbook.rehearsals.length, survey: player.survey, play, stopped };
  for await (const one of explore(options)) told.push(one);
  return told;
}

const pathsOf = (told: Told[]) => told.flatMap((one) => (one.kind === 'path' ? [one.result] : []));

describe('a rehearsal as it is written', () => {
  test('is played, and what it expects holds', async () => {
    const { unmet, result } = await straightPlayer(small).survey(0);
    expect({ unmet, ending: result.ending, violations: result.violations }).toEqual({
      unmet: [],
      ending: 'recovered',
      violations: [],
    });
    expect(result.questions).toMatchObject([{ ask: 1, kind: 'approval', answer: 'approve' }]);
  });

  test('what does not hold is said, each thing', async () => {
    const expecting = deletedAndApproved.replace(
      /expect: .*/,
      'expect: { outcome: aborted, within: 1m, asked: [platform-managers], unchanged: true }',
    );
    const { unmet } = await straightPlayer(subjectOf(smallText(expecting))).survey(0);
    expect(unmet).toEqual([
      { key: 'outcome', text: expect.stringMatching(/^expected aborted, it ended recovered \(/) },
      { key: 'within', text: expect.stringMatching(/^expected to end within 1 m 0 s, it took \d+ m \d+ s/) },
      { key: 'unchanged', text: expect.stringMatching(/^expected to change nothing, it made 1 change \(/) },
      {
        key: 'asked',
        who: 'platform-managers',
        text: 'expected that platform-managers is asked, nobody asked them',
      },
    ]);
  });
});

describe('singles', () => {
  test('each place comes once before any comes again, and none twice', async () => {
    const survey = await straightPlayer(small).survey(0);
    const ids = singlesOf([survey]).map(pathId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining(['1+question.1=reject', '1+question.1=silent', '1+change.1=answer-lost']),
    );
    // the janitor looks again and again: its second look comes behind the first of everything else
    const janitor = survey.sites.filter(
      (site) => site.function === 'janitor' && site.kind === 'list' && site.operation === 'Query',
    );
    const [, , second] = janitor.map(({ kind, nth }) => ids.indexOf(`1+${kind}.${nth}=killed-before`));
    expect(janitor.length).toBeGreaterThan(3);
    expect(ids.indexOf('1+change.1=answer-lost')).toBeLessThan(second ?? 0);
  });
});

describe('an exploration', () => {
  test('the same seed gives the same, path for path, and stopped it is a beginning of that', async () => {
    const all = await explored(small, 60);
    const again = await explored(small, 60);
    expect(JSON.stringify(again)).toBe(JSON.stringify(all));
    expect(all.at(-1)).toEqual({ kind: 'end', complete: true });
    const part = await explored(small, 60, 25);
    expect(part.at(-1)).toEqual({ kind: 'end', complete: false });
    expect(JSON.stringify(pathsOf(part))).toBe(JSON.stringify(pathsOf(all).slice(0, 25)));
  }, 300_000);

  test('pairs are of what happened, none comes twice, and another seed samples others', async () => {
    const player = straightPlayer(small);
    const survey = await player.survey(0);
    const singles = pathsOf(await explored(small, 25));
    const ids = (seed: number) => {
      const pairs = pairsOf([survey], singles, seed);
      return Array.from({ length: 40 }, () => pairs.next().value).flatMap((path) =>
        path ? [pathId(path)] : [],
      );
    };
    expect(new Set(ids(1)).size).toBe(40);
    expect(ids(1)).toEqual(ids(1));
    expect(ids(1)).not.toEqual(ids(2));
    const known = singles.flatMap(({ id }) => id.split('+').slice(1));
    const faults = ids(1)
      .flatMap((id) => id.split('+').slice(1))
      .filter((part) => !/^(question|any)\./.test(part));
    expect(faults.filter((part) => !known.includes(part))).toEqual([]);
  }, 300_000);
});

describe('people', () => {
  const player = straightPlayer(small);
  const played = async (id: string) => {
    const { parsePath } = await import('../../../lib/rehearsal/explore/path.ts');
    const path = parsePath(id);
    if (!path) throw new Error(id);
    return player.play(path);
  };

  test.each([
    ['1+question.1=reject', 'human', 'aborted'],
    ['1+question.1=abort', 'human', 'aborted'],
    ['1+question.1=late', 'recovered', 'recovered'],
    ['1+question.1=twice', 'recovered', 'recovered'],
    ['1+question.1=silent', 'human', 'failed'],
    // somebody without a list has it tried again
    ['1+change.1=refused', 'recovered', 'recovered'],
    ['1+change.1=refused+question.2=abort', 'aborted', 'aborted'],
    // what was skipped was not done: the verify fails, also when it is tried again
    ['1+change.1=refused+question.2=skip', 'aborted', 'aborted'],
    ['1+change.1@alarm-again', 'recovered', 'recovered'],
  ])('%s ends %s', async (id, ending, outcome) => {
    const { runs, violations, happened, ...result } = await played(id);
    expect({ ending: result.ending, outcome: runs[0]?.outcome, violations, happened }).toEqual({
      ending,
      outcome,
      violations: [],
      happened: true,
    });
  });
});
