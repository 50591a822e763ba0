import { describe, expect, test } from '@jest/globals';
import { htmlReport } from '../../../lib/rehearsal/report/html-report.ts';
import { markdownReport } from '../../../lib/rehearsal/report/markdown-report.ts';
import { terminalReport } from '../../../lib/rehearsal/report/terminal-report.ts';
import { Histogram } from '../../../lib/rehearsal/report/histogram.ts';
import { verdict } from '../../../lib/rehearsal/report/words.ts';
import { stepMarks } from '../../../lib/rehearsal/report/step-marks.ts';
import { manifestOf } from '../../../lib/rehearsal/report/build-report.ts';
import type { PathResult } from '../../../lib/rehearsal/explore/result.ts';
import { ownPath } from '../../../lib/rehearsal/explore/path.ts';
import { subjectOf } from '../explore/subjects.ts';
import { reportWith, resultWith, text } from './reports.ts';

const bad = resultWith({
  id: '1+change.1=answer-lost',
  path: { rehearsal: 0, faults: [{ kind: 'change', nth: 1, fault: 'answer-lost' }], people: [], happens: [] },
  ending: 'done-twice',
  violations: [
    { invariant: 3, at: 90, run: 'r', text: 'made 2 times | <script>alert(1)</script>\n at stack' },
  ],
  recoveredAfter: 5000,
});
const alike = {
  ...bad,
  id: '1+change.1=answer-lost+look.9=slow',
  path: { ...bad.path, people: [{ ask: 1, does: 'late' }] },
};
const plain = (style: string, text: string) => (style === '' ? '' : text);

describe('a report', () => {
  test('counts endings by step and failure, and the times against the RTO', async () => {
    const report = await reportWith([
      resultWith({}),
      resultWith({}),
      resultWith({ ending: 'human', recoveredAfter: null }),
      bad,
    ]);
    expect(report.matrix).toEqual([
      { row: 'look', column: 'answer lost', endings: { 'done-twice': 1 } },
      { row: 'look', column: 'refused', endings: { human: 1, recovered: 2 } },
    ]);
    expect(report.modes[0]).toMatchObject({ mode: 'bounded', paths: 4, well: 3 });
    expect(report.times).toMatchObject({ rto: 1200, late: 1, worst: 5000 });
    expect(report.rows).toEqual([{ id: 'look', title: 'Look' }]);
    expect(report.world.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(10);
    expect(report.world.find(({ source }) => source === 'guess')?.count).toBe(report.guesses.length);
  });

  test('shows likes once, by the shortest path, with its story and the command that plays it again', async () => {
    const { bad: shown } = await reportWith([alike, bad]);
    expect(shown).toMatchObject([
      {
        ending: 'done-twice',
        likes: 2,
        id: '1+change.1=answer-lost',
        command: "rebound rehearse restore-small --replay '1+change.1=answer-lost@abc123'",
        violations: ['made 2 times | <script>alert(1)</script>'],
        story: ['the story of 1+change.1=answer-lost'],
      },
    ]);
  });

  test('says what was never reached, and what one step costs', async () => {
    const report = await reportWith([]);
    expect(report.neverReached.map(({ title }) => title)).toEqual([
      "What is it? · $look.api != 'HEALTHY'",
      "What is it? · $look.namespace = 'HEALTHY'",
    ]);
    expect(report.neverReached.map(({ line }) => text.split('\n')[line - 1])).toEqual([
      expect.stringContaining("$look.api != 'HEALTHY'"),
      expect.stringContaining("$look.namespace = 'HEALTHY'"),
    ]);
    expect(report.steps[0]).toMatchObject({ title: 'Verify' });
  });

  test("takes a way for taken where a run ended in the author's words, and in no others", async () => {
    const end = (
      because: string,
      outcome: 'aborted' | 'nothing-to-do' = 'aborted',
      runbook = 'restore-small',
    ) => resultWith({ runs: [{ run: 'r', runbook, outcome, because, seconds: 9 }] });
    const left = async (...results: PathResult[]) =>
      (await reportWith(results)).neverReached.map(({ id }) => id);
    const [unseen, there] = ['What is it? · finish', 'What is it? · finish 2'];
    expect(await left(end('prod-blue cannot be seen'))).toEqual([there]);
    expect(await left(end('it is there', 'nothing-to-do'))).toEqual([unseen]);
    expect(
      await left(end('somebody said no'), end('prod-blue cannot be seen', 'aborted', 'another')),
    ).toEqual([unseen, there]);
  });

  test('does not take a question of another runbook for one of a step that has the same id there', async () => {
    const asked = (runbook: string) =>
      resultWith({
        path: { ...ownPath(0), people: [{ ask: 1, does: 'rebuild' }] },
        site: null,
        questions: [
          {
            ask: 1,
            kind: 'decision',
            step: 's4',
            runbook,
            title: 'Q',
            options: [],
            answer: 'rebuild',
            back: [],
          },
        ],
      });
    const { rows, columns } = await reportWith([asked('restore-small'), asked('rebuild-cluster')]);
    expect(rows.map(({ id }) => id)).toEqual(['s4', 'of rebuild-cluster']);
    expect(columns.map(({ title }) => title)).toEqual(['people: another option']);
  });

  test('counts what did not come to pass apart', async () => {
    const { rows } = await reportWith([resultWith({ site: null, happened: false })]);
    expect(rows).toEqual([{ id: 'nowhere', title: 'It never came to it' }]);
  });

  test('is the same bytes for the same results', async () => {
    const one = await reportWith([bad, resultWith({})]);
    const other = await reportWith([bad, resultWith({})]);
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
    expect(htmlReport(other, '<svg/>')).toBe(htmlReport(one, '<svg/>'));
    expect(markdownReport(other)).toBe(markdownReport(one));
  });

  test('says at once how it stands', async () => {
    expect(verdict(await reportWith([resultWith({})]))).toBe(
      '1 path of restore-small, simulated: every one ended well',
    );
    expect(verdict(await reportWith([bad]))).toBe('1 path of restore-small, simulated: 1 ended badly');
    expect(verdict({ ...(await reportWith([resultWith({})])), complete: false })).toMatch(/partial/);
    expect(verdict(await reportWith([]))).toBe(
      'its 1 rehearsals end as they expect, and no other path was played',
    );
  });
});

describe('the picture', () => {
  test('marks a step by its worst ending, and a way that no path took as waited for', async () => {
    const marks = stepMarks(await reportWith([resultWith({}), bad]), manifestOf(subjectOf(text)));
    expect(marks).toMatchObject({
      look: 'failed',
      choice: 'unknown',
      s2: 'done',
      'What is it? · finish': 'waiting',
    });
  });
});

describe('on a terminal', () => {
  test.each([60, 80, 140])(
    'of %d columns the matrix fits, and says everything in words or signs',
    async (columns) => {
      const lines = terminalReport(await reportWith([bad, resultWith({})]), { paint: plain, columns });
      const from = lines.findIndex((line) => line.startsWith('Where it went wrong'));
      const matrix = lines.slice(from, from + 6);
      expect(Math.max(...matrix.map((line) => line.length))).toBeLessThanOrEqual(columns);
      expect(lines.join('\n')).toContain('✗ done twice: Look, answer lost');
      expect(lines.join('\n')).toContain("--replay '1+change.1=answer-lost@abc123'");
      expect(lines.join('\n')).toMatch(/at most two faults[\s\S]*1 recovered · 1 done twice/);
      expect(lines.join('\n')).toContain('the world was simulated');
    },
  );
});

describe('as a page and as Markdown', () => {
  test('what it is given is text: nothing of it becomes markup', async () => {
    const report = await reportWith([bad]);
    const hostile = {
      ...report,
      title: '<img src=x onerror=alert(1)> & "quoted"',
      own: report.own.map((own) => ({ ...own, name: '</td><script>' })),
    };
    const page = htmlReport(hostile, '<svg></svg>');
    expect(page).not.toMatch(/<script|<img/);
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quoted&quot;');
    const markdown = markdownReport(hostile);
    expect(markdown).not.toMatch(/<script|<img/);
    expect(markdown).toContain('made 2 times \\| &lt;script>');
    const fenced = { ...report, bad: report.bad.map((one) => ({ ...one, story: ['```', '<b>'] })) };
    expect(markdownReport(fenced)).toMatch(/````\n.*\n  ```\n  <b>\n  ````\n/);
  });

  test('a page asks nothing of any other place, and its tables have heads', async () => {
    const page = htmlReport(await reportWith([bad, resultWith({})]), '<svg></svg>');
    expect(page).not.toMatch(/(src|href)=|url\(|@import/);
    const heads = [...page.matchAll(/<th scope="(col|row)"/g)].length;
    expect(heads).toBe([...page.matchAll(/<th[ >]/g)].length);
    expect(page).toContain('aria-label="1 done twice"');
    expect(page.match(/<td/g)?.length).toBe(page.match(/<\/td>/g)?.length);
  });
});

describe('a histogram', () => {
  test('gives the smallest that a share does not exceed', () => {
    const histogram = new Histogram();
    for (let seconds = 1; seconds <= 100; seconds += 1) histogram.add(seconds);
    expect([histogram.at(0.5), histogram.at(0.95), histogram.at(1)]).toEqual([50, 95, 100]);
    expect(histogram.above(90)).toBe(10);
    expect(new Histogram().spread()).toEqual({ p50: null, p95: null, worst: null });
  });
});
