import { describe, expect, test } from '@jest/globals';
import type { Advice } from '../../../lib/rehearsal/report/report.ts';
import type { Subject } from '../../../lib/rehearsal/explore/subject.ts';
import type { Question } from '../../../lib/rehearsal/explore/result.ts';
import { aDirectory } from '../../builders/directory.ts';
import { deletedAndApproved, smallText, subjectOf } from '../explore/subjects.ts';
import { reportWith, resultWith, text } from '../report/reports.ts';

const advised = async (
  yaml: string,
  results = [resultWith({})],
  more: Partial<Subject> = {},
): Promise<Advice[]> =>
  (await reportWith(results, { subject: { ...subjectOf(yaml), ...more }, yaml })).advice;

const lineOf = (yaml: string, part: string) => yaml.split('\n').findIndex((line) => line.includes(part)) + 1;

const question: Question = {
  ask: 1,
  runbook: 'restore-small',
  kind: 'approval',
  step: 's4',
  title: 'Restore it?',
  options: [],
  answer: null,
  back: [],
};

describe('advice', () => {
  test('a runbook with nothing to mend gets none', async () => {
    expect(await advised(text)).toEqual([]);
  });

  test('a question that nobody answered: who was asked, and where it stands', async () => {
    const silent = resultWith({ ending: 'human', questions: [question] });
    const [one] = await advised(text, [silent, silent]);
    expect(one).toMatchObject({
      paths: 2,
      source: '- title: Restore it?',
      line: lineOf(text, 'title: Restore it?'),
    });
    expect(one?.what).toMatch(
      /2 paths ended because nobody answered "Restore it\?": asked are platform-leads \(3 m\), then platform-managers/,
    );
  });

  test('later than the RTO: which step takes the most', async () => {
    const [one] = await advised(text, [resultWith({ recoveredAfter: 4000, steps: { look: 3000 } })]);
    expect(one).toMatchObject({ paths: 1 });
    expect(one?.what).toMatch(/1 path recovered later than the RTO of 20 m/);
    const [other] = await advised(text, [
      ...Array.from({ length: 9 }, () => resultWith({ steps: { look: 300 } })),
      resultWith({ recoveredAfter: 4000, steps: { look: 10, choice: 3000 } }),
    ]);
    expect(other?.what).toMatch(/of these "Choose the backup" takes the most, 50 m 0 s each/);
  });

  test('a step that comes near its own time', async () => {
    const [one] = await advised(
      text,
      Array.from({ length: 30 }, () => resultWith({ steps: { choice: 115 } })),
    );
    expect(one).toMatchObject({ line: lineOf(text, '- id: choice') });
    expect(one?.what).toMatch(/"Choose the backup" has 2 m 0 s, and one path of twenty needed 1 m 55 s/);
  });

  test('a failure that asks nobody, where paths ended badly', async () => {
    const stopping = text.replace('    undo: {}\n', '    undo: {}\n    on_failure: stop\n');
    const bad = resultWith({
      ending: 'silent',
      violations: [{ invariant: 6, at: 1, run: 'r', text: 'nobody was told' }],
      site: { ...resultWith({}).site!, step: 's5', function: 'step-restore-backup' },
    });
    const [one] = await advised(stopping, [bad]);
    expect(one?.what).toMatch(
      /where "Restore" fails nobody is asked \(on_failure: stop\), and 1 path ended badly there/,
    );
    expect(one?.todo).toMatch(/leave on_failure out/);
  });

  test('an escalation that ends at one person of people.yaml', async () => {
    const members = (name: string, ...those: string[]) => [name, { name, members: those }] as const;
    const directory = aDirectory({
      groups: Object.fromEntries([
        members('platform-leads', 'ana', 'ben'),
        members('platform-managers', 'ana'),
        members('platform-oncall', 'ana', 'ben'),
      ]),
      rotations: {},
    });
    const found = await advised(text, [], { directory });
    expect(found).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          what: 'the questions of "Restore it?" end at one person, platform-managers',
        }),
      ]),
    );
  });

  test('what check warns of, with its line: a change without a way back', async () => {
    const noWay = smallText(deletedAndApproved).replace('    undo: {}\n', '');
    const found = await advised(noWay);
    expect(found).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ file: 'small.yaml', line: lineOf(noWay, 'uses: restore-backup') }),
      ]),
    );
  });
});
