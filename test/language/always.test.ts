import { afterEach, describe, expect, test } from '@jest/globals';
import { fail } from '../../lib/model/errors.ts';
import { announce } from '../../lib/steps/announce.ts';
import {
  aRunbook,
  aStory,
  chooseAndApprove,
  closeStories,
  enough,
  inPlaceOf,
  mistakesIn,
  restore,
  say,
  type Story,
  verify,
  yes,
} from './story.ts';

afterEach(closeStories);

const always = `
  - id: look_again
    title: Look once more
    uses: check-cluster
${say('Say how it ended', '{{ $run.outcome }}: {{ $run.because }} ({{ $exists($look_again.namespace) ? $look_again.namespace : 1 }})')}`;
const said = (story: Story) => story.told().filter((line) => line.startsWith('the-story'));
const way = `
  - id: way
    title: How does it end?
    uses: decide
    with:
      question: How?
      options: { well: Well, nothing: Nothing to do, other: Another runbook, stop: Failing, own: As aborted }
      ask: [{ who: platform-oncall, for: 2h }, { who: platform-managers, for: 2h }]
  - title: Which end?
    choose:
      - when: $way.answer = 'nothing'
        finish: { outcome: nothing-to-do, because: nothing was wrong }
      - when: $way.answer = 'own'
        finish: { outcome: aborted, because: the author said so }
      - when: $way.answer = 'other'
        continue_with: { runbook: other, inputs: { cluster: $inputs.cluster, namespace: $inputs.namespace }, because: it is theirs }
      - when: $way.answer = 'stop'
        steps:
          - title: Something younger
            uses: find-backup
            with: { newest_within: 1h }
            on_failure: stop
`;
const other = aRunbook(
  `
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`,
  { name: 'other' },
);
const every = aRunbook(way + chooseAndApprove + restore() + verify, { always });

describe('`always` runs on every ending, and knows it', () => {
  test.each([
    ['well', 'recovered', 'the last verify saw what should be there', 'HEALTHY'],
    ['nothing', 'nothing-to-do', 'nothing was wrong', 'GONE'],
    ['own', 'aborted', 'the author said so', 'GONE'],
    ['other', 'handed-on', 'it is theirs', 'GONE'],
    ['stop', 'failed', 'NotVerified|no backup', 'GONE'],
    ['abort', 'aborted', 'ana aborted at', 'GONE'],
  ])('%s: %s', async (answer, outcome, because, namespace) => {
    const story = await aStory({ people: { 'platform-leads': yes }, runbooks: [every, other] });
    const run = await story.start();
    await run.asked('How does it end?');
    await run.say(answer);
    const report = await run.ended();
    expect(report.outcome).toBe(outcome);
    expect(said(story)).toEqual([
      expect.stringMatching(
        new RegExp(`^the-story: Say how it ended: ${outcome}: .*(${because}).*\\(${namespace}\\)$`),
      ),
    ]);
    // What it says is what is written.
    expect(said(story)[0]).toContain(`${outcome}: ${report.because}`);
  });

  test('a rejection', async () => {
    const story = await aStory({ runbooks: [every, other] });
    const run = await story.start();
    await run.asked('How does it end?');
    await run.say('well');
    await run.asked('May we?');
    await run.say('reject');
    await run.ended();
    expect(said(story)).toEqual([
      expect.stringMatching(/Say how it ended: aborted: ana rejected "May we\?"/),
    ]);
  });

  test('with skips', async () => {
    const story = await aStory({
      people: { 'platform-leads': yes },
      runbooks: [
        aRunbook(
          `${chooseAndApprove}${restore()}${verify}
  - title: Something younger
    uses: find-backup
    with: { newest_within: 1h }
`,
          { always },
        ),
      ],
    });
    const run = await story.start();
    await run.asked('Something younger');
    await run.say('skip', { because: 'not needed' });
    expect((await run.ended()).outcome).toBe('recovered-with-skips');
    expect(said(story)[0]).toMatch(
      /recovered-with-skips: .*ana said skip to "Something younger": not needed/,
    );
  });

  test('not for a run that never began to recover: refused, or joined', async () => {
    const story = await aStory({ runbooks: [every, other] });
    const first = await story.start();
    await first.asked('How does it end?');
    expect((await (await story.start()).ended()).outcome).toBe('joined');
    expect((await (await story.start(undefined, { runbook: 'other' })).ended()).outcome).toBe('refused');
    expect(said(story)).toEqual([]);
  });

  test('once, although it looks again for one who joined', async () => {
    const story = await aStory({ runbooks: [every, other] });
    const run = await story.start();
    await run.asked('How does it end?');
    expect((await (await story.start()).ended()).outcome).toBe('joined');
    await run.say('nothing');
    await run.asked('How does it end?');
    expect(said(story)).toEqual([]);
    await run.say('nothing');
    expect((await run.ended()).outcome).toBe('nothing-to-do');
    expect(said(story)).toHaveLength(1);
  });

  test('in a dry-run it tells nobody', async () => {
    const story = await aStory({ runbooks: [every, other] });
    const run = await story.start(undefined, { mode: 'dry-run' });
    expect((await run.ended()).outcome).toBe('planned');
    expect(story.sandbox.inbox()).toEqual([]);
    const events = await run.events('step-done');
    expect(events.map(({ step }) => step)).toContain('look_again');
  });
});

describe('a step of `always` that fails', () => {
  test('changes nothing: those behind it run, and the ending is what it was', async () => {
    const failing = aRunbook(
      enough +
        `
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`,
      {
        always: `
  - title: Something younger
    uses: find-backup
    with: { newest_within: 1h }
  - title: Two at once
    parallel:
      - - title: Something even younger
          uses: find-backup
          with: { newest_within: 30m }
      - - title: Another look
          uses: check-cluster
${say('Say how it ended', '{{ $run.outcome }}')}`,
      },
    );
    const story = await aStory({ runbooks: [failing] });
    const run = await story.start();
    await run.asked('Is that enough?');
    await run.say('yes_it_is');
    const report = await run.ended();
    expect(report).toMatchObject({ outcome: 'nothing-to-do', because: 'it was a story' });
    expect(report.asks.map(({ kind }) => kind)).toEqual(['decision']);
    expect(said(story)).toEqual(['the-story: Say how it ended: nothing-to-do']);
    expect((await run.events('step-failed')).map(({ text }) => text)).toHaveLength(2);
    expect(await story.holder()).toBeUndefined();
  });

  test('nor does one that breaks, or reads what is not there', async () => {
    const story = await aStory({
      runbooks: [
        aRunbook(
          `
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`,
          {
            always: `
  - id: look_again
    title: Look once more
    uses: check-cluster
  - title: Is it so?
    if: $exists($look_again.api) and $look_again.deployments > 3
    uses: check-cluster
${say('Say how it ended', '{{ $run.outcome }}')}`,
          },
        ),
      ],
      given: { clusters: { 'prod-blue': { state: 'active', api: 'unreachable', namespaces: {} } } },
      functions: {
        'step-announce': inPlaceOf(announce, {
          run: async () => fail('Unavailable', { what: 'the pager is down' }),
        }),
      },
    });
    const run = await story.start();
    expect((await run.ended()).outcome).toBe('nothing-to-do');
    expect(await story.holder()).toBeUndefined();
  });
});

test('nothing in `always` changes anything, asks, or reads what may not have run', async () => {
  const with_ = (steps: string) =>
    aRunbook(
      enough +
        `
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`,
      { always: steps },
    );
  for (const steps of [
    restore().replace('$choice.backup', 'x'),
    enough.replace('enough\n', 'again\n').replace('Is that', 'Was that'),
    say('Say it', '{{ $enough.answer }}'),
    `
  - title: A wait
    wait: 5m
`,
    `
  - title: The very end
    finish: { outcome: aborted, because: no }
`,
  ])
    expect({ steps, found: (await mistakesIn(with_(steps))).length > 0 }).toEqual({ steps, found: true });
});
