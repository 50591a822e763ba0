import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { estateOf, readFileOf } from '../../lib/cli/read-files.ts';
import type { UseStep } from '../../lib/runbook/runbook.ts';
import { fakeIo, run } from './fake-io.ts';

const home = join(import.meta.dirname, '..', '..');

interface Imported {
  code: number;
  out: string;
  err: string;
  cwd: string;
  /** The steps by hand, as the checker reads them. */
  steps: { title: string; text: string; checklist: string[] }[];
}

/** Imports a page, and reads back what was written. */
async function imported(markdown: string, more = '', cwd = fakeIo().cwd): Promise<Imported> {
  writeFileSync(join(cwd, 'page.md'), markdown);
  const done = await run(`import page.md --out out.yaml ${more}`.trim(), fakeIo({ cwd }));
  if (done.code !== 0) return { ...done, cwd, steps: [] };
  const estate = await estateOf(join(home, 'rebound.yaml'), home);
  const { runbook, mistakes } = await readFileOf('out.yaml', cwd, estate);
  expect(mistakes).toEqual([]);
  const by = (runbook?.steps ?? []).filter((step): step is UseStep => step.kind === 'use');
  return { ...done, cwd, steps: by.map(manualOf) };
}

function manualOf({ title, with: given }: UseStep) {
  const literal = (value: unknown) => (value as { value?: string } | undefined)?.value ?? '';
  const list = given['checklist'] as { items?: unknown[] } | undefined;
  return { title, text: literal(given['text']), checklist: (list?.items ?? []).map(literal) };
}

const yamlOf = ({ cwd }: Imported) => readFileSync(join(cwd, 'out.yaml'), 'utf8');

describe('import', () => {
  test('headings become titles, text stays, a list at the end is the checklist', async () => {
    const { steps, out } = await imported(`# Payments is down

What to do at night.

## Look

Open the dashboard.

- errors are above 5 %
- [ ] the queue grows

## Restart

\`\`\`sh
kubectl rollout restart deployment/api
\`\`\`
`);
    expect(steps).toEqual([
      { title: 'Read this first', text: 'What to do at night.', checklist: [] },
      {
        title: 'Look',
        text: 'Open the dashboard.',
        checklist: ['errors are above 5 %', 'the queue grows'],
      },
      { title: 'Restart', text: '```sh\nkubectl rollout restart deployment/api\n```', checklist: [] },
    ]);
    expect(out).toContain('wrote out.yaml: 3 steps by hand');
  });

  test('a list between commands stays where it is, and is ticked off besides', async () => {
    const markdown = '## Do\n\n1. first\n\n   ```\n   a --b\n   ```\n2. second\n\nThen wait.';
    const [step] = (await imported(markdown)).steps;
    expect(step?.text).toBe('1. first\n\n   ```\n   a --b\n   ```\n2. second\n\nThen wait.');
    expect(step?.checklist).toEqual(['first', 'second']);
  });

  test.each([
    '$HOME/bin/restore --all',
    '$$ is the process',
    '$5 off',
    'echo "{{ .Values.name }}" {{{ x }}} {{',
    "{{ '{{' }} and }}",
    '{% raw %} <b>html</b> [link](https://x.example/a?b=c#d) ![image](a.png)',
    'a: b # no comment\n\n"quoted" !tag &anchor *alias @at `tick` %percent | > - ?',
    '| a | b |\n|---|---|\n| $x | {{y}} |',
    'two spaces  \nat the end\ttab',
    'line\u2028separator and \u{1f600}',
    "it's \\d+ and C:\\temp",
  ])('%j reads back as it is', async (text) => {
    expect((await imported(`## Do\n\n${text}`)).steps).toEqual([{ title: 'Do', text, checklist: [] }]);
  });

  test.each([
    ['## Look · if', 'Look - if'],
    ['## 2. Restart', 'Restart'],
    ['## **Bold** [link](x) `code` <i>more</i>', 'Bold link code more'],
    ['## Pay $100 to {{ name }}', 'Pay 100 to name'],
    ['## Lock', 'Do: Lock'],
    ['## $', 'Step'],
    [`## ${'word '.repeat(20)}`, `${'word '.repeat(11).trim()}…`],
    [`## ${'\u{1f600}'.repeat(40)}`, `${'\u{1f600}'.repeat(29)}…`],
    ['Setext\n---', 'Setext'],
  ])('%j is the title %j', async (heading, title) => {
    expect((await imported(`${heading}\n\ntext`)).steps.map((step) => step.title)).toEqual([title]);
  });

  test('the same heading twice: with the one above it, then with a number', async () => {
    const page = '# A\n\n## Check\n\nx\n\n# B\n\n## Check\n\nx\n\n## Check\n\nx\n';
    expect((await imported(page)).steps.map(({ title }) => title)).toEqual([
      'Check',
      'B: Check',
      'Check (2)',
    ]);
  });

  test('a heading with nothing but others below it is a comment; one with nothing at all is a step', async () => {
    const page = await imported('# Page\n\n## Part\n\n### One\n\nx\n\n### Two\n\n## Three\n');
    expect(page.steps.map(({ title, text }) => [title, text])).toEqual([
      ['One', 'x'],
      ['Two', 'Two'],
      ['Three', 'Three'],
    ]);
    expect(yamlOf(page)).toContain('# --- Part ---');
  });

  test('front matter: title and owner are taken, all of it is kept', async () => {
    const page = await imported(
      '---\ntitle: "Payments: down"\nOwner: "@payments"\ntags: [a]\n---\n\nDo it.\n',
    );
    expect(yamlOf(page)).toMatch(/^title: "Payments: down"\n[^]*^owner: payments$/m);
    expect(yamlOf(page)).toContain('#   tags: [a]');
    expect(page.steps).toEqual([{ title: 'Follow the page', text: 'Do it.', checklist: [] }]);
  });

  test('front matter of TOML, between plus signs', async () => {
    const page = await imported(
      '+++\ntitle = "Payments: down"\nowner = \'payments\'\ndraft = false\n+++\n\nDo it.\n',
    );
    expect(yamlOf(page)).toMatch(/^title: "Payments: down"\n[^]*^owner: payments$/m);
    expect(yamlOf(page)).toContain('#   draft = false');
    expect(page.steps).toHaveLength(1);
  });

  test('a table of contents and pictures are nothing to tick off, and stay in the text', async () => {
    const list = '- [Look](#look)\n- [Restart](#restart)';
    const { steps } = await imported(`# Down\n\n${list}\n\n## Look\n\n- errors rise\n- ![graph](a.png)\n`);
    expect(steps).toEqual([
      { title: 'Read this first', text: list, checklist: [] },
      { title: 'Look', text: '- errors rise\n- ![graph](a.png)', checklist: ['errors rise'] },
    ]);
  });

  test('a page without headings is one step: it says how it becomes several', async () => {
    expect((await imported('word '.repeat(400))).out).toContain(
      'give the page a heading for each thing to do',
    );
    expect((await imported('word '.repeat(40))).out).not.toContain('heading');
  });

  test('a rule at the beginning, and YAML that is none, are no front matter', async () => {
    expect((await imported('---\n\nDo it.\n\n---\n')).steps).toHaveLength(1);
    expect((await imported('---\ntitle: [\n---\nDo it.\n')).steps).toHaveLength(1);
    expect((await imported(`---\n${'a: &a [*a, *a]\n'.repeat(5)}---\nDo it.\n`)).steps).toHaveLength(1);
  });

  test('what could be automated is said above the step, with the line that says so', async () => {
    const page = await imported(
      '## Restore\n\nAsk for approval, then `velero restore create --from-backup x`, and wait for 10 minutes.\n',
    );
    for (const uses of ['restore-backup', 'approve', 'wait'])
      expect(yamlOf(page)).toContain(`# could be: uses: ${uses} (Ask for approval`);
    expect(page.out).toMatch(/^ {2}Restore: .*approve/m);
  });

  test.each([
    ['', 'it is empty'],
    ['\n \n\t\n', 'it is empty'],
    ['---\ntitle: x\n---\n', 'there is nothing in it but its title'],
    ['# Only a title\n', 'there is nothing in it but its title'],
  ])('%j is bad input: %s', async (markdown, why) => {
    expect(await imported(markdown)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(why) });
  });

  test('a page in another encoding is bad input', async () => {
    const cwd = fakeIo().cwd;
    writeFileSync(join(cwd, 'latin.md'), Buffer.from('## Schl\u00fcssel\n\nx\n', 'latin1'));
    expect(await run('import latin.md', fakeIo({ cwd }))).toMatchObject({
      code: 2,
      err: expect.stringContaining('iconv -f latin1'),
    });
  });

  test('a page of 2,000 lines, one with Windows line ends and a mark, one of quotes in quotes', async () => {
    const part = (n: number) => `## Part ${n}\n\nText ${n}.\n\n- a\n- b\n\n`;
    const { steps } = await imported(Array.from({ length: 285 }, (_, n) => part(n)).join(''));
    expect(steps.length).toBeLessThan(50);
    const whole = steps.map(({ title, text }) => `${title}\n${text}`).join('\n');
    for (let n = 0; n < 285; n += 1) expect(whole).toMatch(new RegExp(`Part ${n}\\s+Text ${n}\\.`));
    expect((await imported('\ufeff# A\r\n\r\n## B\r\n\r\nx\r\ny\r\n')).steps).toEqual([
      { title: 'B', text: 'x\ny', checklist: [] },
    ]);
    const deep = await imported(`${'>'.repeat(5000)} x`);
    expect([0, 2]).toContain(deep.code);
    expect(deep.err).not.toContain('stack');
  });

  test('a section that no question could hold becomes several', async () => {
    const { steps } = await imported(`## Log\n\n\`\`\`\n${'a line of a log\n'.repeat(4000)}\`\`\`\n`);
    expect(steps.map(({ title }) => title)).toEqual(['Log', 'Log (2)', 'Log (3)']);
    expect(
      steps
        .map(({ text }) => text)
        .join('\n')
        .match(/a line of a log/g),
    ).toHaveLength(4000);
  });

  test('too much for one runbook is bad input', async () => {
    const { code, err } = await imported('word '.repeat(100_000));
    expect([code, err]).toEqual([2, expect.stringContaining('500 KB')]);
  });

  test('what is there is only written over with --force, and the same is written once', async () => {
    const first = await imported('## A\n\nx\n');
    expect((await imported('## A\n\nx\n', '', first.cwd)).out).toContain('says the same already');
    const other = await imported('## A\n\ny\n', '', first.cwd);
    expect(other).toMatchObject({ code: 2, err: expect.stringContaining('--force') });
    expect(yamlOf(first)).toContain('text: x');
    expect((await imported('## A\n\ny\n', '--force', first.cwd)).out).toContain('wrote over out.yaml');
    expect(yamlOf(first)).toContain('text: y');
  });

  test('a name that another runbook has, and one that is none, are bad input', async () => {
    expect(await imported('## A\n\nx\n', '--name restore-namespace')).toMatchObject({
      code: 2,
      err: expect.stringContaining('calls itself "restore-namespace" already'),
    });
    expect(await imported('## A\n\nx\n', '--name Not_A_Name')).toMatchObject({
      code: 2,
      err: expect.stringContaining('small letters'),
    });
  });

  test('by default it goes to runbooks/NAME.yaml; --out - prints it; --json says what was made', async () => {
    const io = fakeIo();
    writeFileSync(join(io.cwd, 'page.md'), '# Pay Ürgent\n\n## A\n\nkubectl get nodes\n');
    const { code, out } = await run('import page.md --json', io);
    expect([code, JSON.parse(out)]).toMatchObject([
      0,
      {
        runbook: 'pay-urgent',
        file: 'runbooks/pay-urgent.yaml',
        steps: 1,
        suggestions: [{ step: 'A', uses: 'check-cluster' }],
        warnings: [],
      },
    ]);
    expect(existsSync(join(io.cwd, 'runbooks', 'pay-urgent.yaml'))).toBe(true);
    const printed = await run('import page.md --name pay --out -', fakeIo({ cwd: io.cwd }));
    expect(printed.out).toMatch(/^# yaml-language-server[^]*^runbook: pay$/m);
  });

  test('a file that is not there', async () => {
    expect(await run('import nowhere.md', fakeIo())).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot read nowhere.md'),
    });
  });
});
