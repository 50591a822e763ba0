import { afterEach, describe, expect, test } from '@jest/globals';
import {
  aRunbook,
  aStory,
  chooseAndApprove,
  closeStories,
  enough,
  restore,
  say,
  type Story,
  verify,
  yes,
} from './story.ts';

afterEach(closeStories);

const leads = { 'platform-leads': yes };
/** A manual step whose undo is one, too. */
const byHand = (id: string, more = '') => `
  - id: ${id}
    title: Do ${id}
    uses: manual
    with:
      text: Do ${id}
      ask: [{ who: payments-data, for: 1h }, { who: platform-managers, for: 1h }]
    undo: { with: { text: "Take ${id} back, {{ $${id}.by }} did it" } }
    ${more}
`;
const deleted = ({ changes }: Story) => changes.filter(({ line }) => line.startsWith('DELETE'));

describe('an abort while a run stands somewhere is heard at once', () => {
  test.each([
    ['in a long wait', '\n  - title: Stand here\n    wait: 6h\n'],
    [
      'at a decision',
      `
  - title: Stand here
    uses: decide
    with:
      question: Which way?
      options: { this_way: This way, that_way: That way }
      ask: [{ who: platform-oncall, for: 3h }, { who: platform-managers, for: 3h }]
`,
    ],
    [
      'at an approval',
      `
  - title: Stand here
    uses: approve
    with: { question: More?, ask: [{ who: platform-oncall, for: 3h }, { who: platform-managers, for: 3h }] }
`,
    ],
    [
      'at work that is done by hand',
      `
  - title: Stand here
    uses: manual
    with: { text: Do it, ask: [{ who: platform-oncall, for: 3h }, { who: platform-managers, for: 3h }] }
`,
    ],
    [
      "at a failed step's question",
      `
  - title: Stand here
    uses: find-backup
    with: { newest_within: 1h }
`,
    ],
    [
      'before it looks again',
      `
  - id: again
    title: Stand here
    uses: check-cluster
    until: $again.api = 'GONE'
    every: 5m
    timeout: 6h
`,
    ],
    [
      'before it tries again by itself',
      `
  - title: Stand here
    uses: find-backup
    with: { newest_within: 1h }
    retry: { times: 3, every: 5m }
`,
    ],
  ])('%s: it ends, and what was done is taken back', async (_, stand) => {
    const steps = chooseAndApprove + restore('undo: {}') + stand + verify;
    const story = await aStory({ people: leads, runbooks: [aRunbook(steps)] });
    const run = await story.start();
    await story.until('it stands there', async () =>
      (await run.show()).steps.find(
        ({ title, status }) => title === 'Stand here' && (status !== 'waiting' || undefined),
      ),
    );
    await story.pass(20_000);
    expect(deleted(story)).toEqual([]);
    const at = story.clock.now();
    await run.abort();
    const report = await run.ended();
    expect(report).toMatchObject({
      outcome: 'aborted',
      because: expect.stringMatching(/^ana aborted .*: enough$/),
    });
    expect((story.clock.now() - at) / 1000).toBeLessThan(400);
    expect(deleted(story).length).toBeGreaterThan(0);
    expect((await run.ledger()).undo['restore.0.0']).toHaveProperty('undoneAt');
    expect(report.asks.filter(({ decision }) => !decision)).toEqual([]);
    expect(await story.holder()).toBeUndefined();
    expect(story.told().at(-1)).toMatch(
      /platform-oncall: aborted: .*Nothing that was changed outside is left/,
    );
  });

  test('said to a question it is an abort, too', async () => {
    const story = await aStory({
      people: leads,
      runbooks: [aRunbook(chooseAndApprove + restore('undo: {}') + enough + verify)],
    });
    const run = await story.start();
    await run.asked('Is that enough?');
    await run.say('abort');
    const report = await run.ended();
    expect(report).toMatchObject({
      outcome: 'aborted',
      because: expect.stringMatching(/at "Is that enough\?" .*so it is/),
    });
    expect((await run.ledger()).undo['restore.0.0']).toHaveProperty('undoneAt');
  });

  test('and so is a rejection', async () => {
    const steps = `${chooseAndApprove}${restore('undo: {}')}
  - title: More?
    uses: approve
    with: { question: More?, ask: [{ who: platform-oncall, for: 3h }, { who: platform-managers, for: 3h }] }
${verify}`;
    const story = await aStory({ people: leads, runbooks: [aRunbook(steps)] });
    const run = await story.start();
    await run.asked('More?');
    await run.say('reject');
    expect((await run.ended()).outcome).toBe('aborted');
    expect((await run.ledger()).undo['restore.0.0']).toHaveProperty('undoneAt');
  });
});

describe('an abort in the middle of a call', () => {
  test('of the step itself: what it has begun is taken back, and nothing more is begun', async () => {
    const story = await aStory({
      people: leads,
      runbooks: [aRunbook(chooseAndApprove + restore('undo: {}') + verify)],
      around:
        (transport, { name }) =>
        (request, signal) =>
          name === 'step-restore-backup' && request.method === 'POST' && request.url.includes('/restores')
            ? transport(request, signal).then(async (answer) => {
                if (!signalled) {
                  signalled = true;
                  await story.operations.abort(run.run, 'ana', 'in the middle');
                }
                return answer;
              })
            : transport(request, signal),
    });
    let signalled = false;
    const run = await story.start();
    const report = await run.ended();
    expect(signalled).toBe(true);
    expect(report.outcome).toBe('aborted');
    const ledger = await run.ledger();
    expect(ledger.entries[`rb-${run.run}-0-0-restore`]).toMatchObject({
      doneAt: expect.any(String),
      undoneAt: expect.any(String),
    });
    expect(story.changes.filter(({ line }) => line.startsWith('POST'))).toHaveLength(1);
  });

  test('right before its change: none is made', async () => {
    let aborted = false;
    const story = await aStory({
      people: leads,
      runbooks: [aRunbook(chooseAndApprove + restore('undo: {}') + verify)],
      around:
        (transport, { name }) =>
        async (request, signal) => {
          const answer = await transport(request, signal);
          // The last look before the change: whether it is there.
          const looks = request.method === 'GET' && /\/restores\/rb-/.test(request.url);
          if (name === 'step-restore-backup' && looks && !aborted) {
            aborted = true;
            await story.operations.abort(run.run, 'ana', 'just in time');
          }
          return answer;
        },
    });
    const run = await story.start();
    expect((await run.ended()).outcome).toBe('aborted');
    expect(aborted).toBe(true);
    expect(story.changes).toEqual([]);
  });

  test('of the last step, which has done its work: it is taken back all the same', async () => {
    const last = `${chooseAndApprove}${restore('undo: {}')}${verify}${say('The end', 'it is done')}`;
    let done = false;
    const story = await aStory({
      people: leads,
      runbooks: [aRunbook(last)],
      around:
        (transport, { name }) =>
        async (request, signal) => {
          const answer = await transport(request, signal);
          if (name === 'step-announce' && request.system === 'pager' && !done) {
            done = true;
            await story.operations.abort(run.run, 'ana', 'too late to hear');
          }
          return answer;
        },
    });
    const run = await story.start();
    const report = await run.ended();
    expect(done).toBe(true);
    expect(report).toMatchObject({ outcome: 'aborted', because: 'ana aborted the run: too late to hear' });
    expect((await run.ledger()).undo['restore.0.0']).toHaveProperty('undoneAt');
  });
});

describe('an abort while a run is taken back', () => {
  const two = aRunbook(`${byHand('first')}${byHand('second')}${enough}
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`);
  async function undoing() {
    const story = await aStory({
      people: {
        'payments-data': [{ does: 'done', after: 60 }, { does: 'done', after: 60 }, { does: 'silent' }],
      },
      runbooks: [two],
    });
    const run = await story.start();
    await run.asked('Is that enough?');
    await run.abort();
    const ask = await run.asked('Do second · undo');
    expect(ask.question).toBe('Take second back, payments-data did it');
    return { story, run };
  }

  test('ends that: what is left stays, and is told', async () => {
    const { story, run } = await undoing();
    await story.pass(60_000);
    await run.abort('bob', 'leave it');
    const report = await run.ended();
    expect(report.outcome).toBe('aborted');
    const { undo, undoStopped } = await run.ledger();
    expect(undoStopped).toMatchObject({ by: 'bob', because: 'leave it' });
    expect(undo['first.0.0']).not.toHaveProperty('undoneAt');
    expect(undo['second.0.0']).not.toHaveProperty('undoneAt');
    expect(story.told().at(-1)).toMatch(
      /not taken back: step first, step second\. bob stopped the taking back/,
    );
  });

  test('within a moment of the first is the same one, pressed twice', async () => {
    const { story, run } = await undoing();
    const { aborted } = await run.ledger();
    expect(story.clock.now() - Date.parse(aborted?.at ?? '')).toBeLessThan(5000);
    await run.abort();
    await run.say('done');
    await run.asked('Do first · undo');
    await run.say('done');
    await run.ended();
    const { undo, undoStopped } = await run.ledger();
    expect(undoStopped).toBeUndefined();
    for (const record of Object.values(undo)) expect(record).toHaveProperty('undoneAt');
  });

  test('in the middle: what is done already is told apart from what is left', async () => {
    const { story, run } = await undoing();
    await run.say('done');
    await run.asked('Do first · undo');
    await story.pass(60_000);
    await run.say('abort', { because: 'leave that' });
    const report = await run.ended();
    expect(report.outcome).toBe('aborted');
    const { undo } = await run.ledger();
    expect(undo['second.0.0']).toHaveProperty('undoneAt');
    expect(undo['first.0.0']).not.toHaveProperty('undoneAt');
    expect(story.told().at(-1)).toMatch(/not taken back: step first\. Taken back: step second\./);
  });

  test('which is over: the run has its end already', async () => {
    const { run } = await undoing();
    await run.say('done');
    await run.asked('Do first · undo');
    await run.say('done');
    await run.ended();
    await expect(run.abort()).rejects.toMatchObject({ code: 'RunClosed' });
    const { undo } = await run.ledger();
    expect(Object.values(undo).map(({ undoneAt }) => undoneAt !== undefined)).toEqual([true, true]);
  });
});
