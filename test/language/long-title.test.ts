import { afterEach, describe, expect, test } from '@jest/globals';
import type { State } from '../../lib/model/asl.ts';
import { aRunbook, aStory, closeStories, compiled, mistakesIn } from './story.ts';

afterEach(closeStories);

/** 60 characters each, alike up to the last one. */
const title = (n: number) =>
  `A title of sixty characters, as long as it may be, number ${String(n).padStart(2, '0')}`;

const steps = `
  - id: choice
    title: ${title(1)}
    if: $inputs.namespace = 'payments'
    uses: find-backup
    with: { newest_within: 24h }
    retry: { times: 1, every: 30s }
  - title: ${title(2)}
    uses: approve
    with: { question: May we?, ask: [{ who: platform-leads, for: 30m }, { who: platform-managers, for: 30m }] }
  - title: ${title(3)}
    parallel:
      - - id: restore
          title: ${title(4)}
          uses: restore-backup
          with: { backup: "$exists($choice) ? $choice.backup : 'none'" }
          undo: {}
          retry: { times: 1, every: 30s }
      - - id: stop
          title: ${title(5)}
          uses: manual
          with: { text: Stop it, ask: [{ who: payments-data, for: 30m }, { who: platform-managers, for: 30m }] }
          undo: { with: { text: Start it again } }
  - id: seen
    title: ${title(6)}
    uses: check-cluster
    until: $seen.namespace = 'HEALTHY'
    every: 30s
    timeout: 5m
    on_timeout:
      - title: ${title(7)}
        wait: 1s
  - title: ${title(8)}
    for_each: "['prod-blue', 'prod-green']"
    stop_when: $one.api = 'GONE'
    steps:
      - id: one
        title: ${title(9)}
        uses: check-cluster
        with: { cluster: $item }
  - title: ${title(10)}
    uses: runbook
    with: { runbook: inner, inputs: { cluster: $inputs.cluster, namespace: $inputs.namespace } }
    timeout: 30m
  - id: way
    title: ${title(11)}
    uses: decide
    with:
      question: Is that enough?
      options: { yes_it_is: Yes, another: Another one, none: None at all }
      ask: [{ who: platform-leads, for: 2h }, { who: platform-managers, for: 2h }]
  - title: ${title(12)}
    choose:
      - when: $way.answer = 'none'
        finish: { outcome: aborted, because: none }
      - when: $way.answer = 'another'
        continue_with: { runbook: inner, inputs: { cluster: $inputs.cluster, namespace: $inputs.namespace }, because: so }
  - title: ${title(13)}
    uses: verify-workloads
    with: { against: "$exists($choice) ? $choice.inventory : {}" }
`;
const always = `
  - title: ${title(14)}
    uses: announce
    with: { text: "{{ $run.outcome }}", to: the-story }
`;
const inner = aRunbook(
  `
  - title: ${title(1)}
    wait: 1s
  - title: ${title(2)}
    finish: { outcome: nothing-to-do, because: it was a story }
`,
  { name: 'inner' },
);
const long = aRunbook(steps, { always });

/** The names of all states, those within branches and loops among them. */
function namesIn(states: Record<string, State>): string[] {
  return Object.entries(states).flatMap(([name, state]) => {
    const machines = [
      ...('Branches' in state ? state.Branches : []),
      ...('ItemProcessor' in state ? [state.ItemProcessor] : []),
    ];
    return [name, ...machines.flatMap((machine) => namesIn(machine.States))];
  });
}

describe('titles of 60 characters that meet every suffix', () => {
  test('their states have names of at most 80 characters, each its own', async () => {
    const names = namesIn((await compiled(long)).definition.States);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(80);
    expect(new Set(names).size).toBe(names.length);
    const suffixes = new Set(
      names.map((name) => name.split(' · ').slice(1).join(' · ')).filter((end) => end !== ''),
    );
    const met =
      'if, ask, answered, approve, until, every, retry, wait, run, result, undo, undo · ask, undo · answered';
    const more = 'finish, finish 2, begin, end, next, collect, enough, begin 1, end 2, stop 2, back 1';
    for (const suffix of `${met}, ${more}`.split(', ')) expect(suffixes).toContain(suffix);
  });

  test('runs, to a good end', async () => {
    const story = await aStory({
      people: {
        'platform-leads': [
          { does: 'approve', after: 60 },
          { does: 'yes_it_is', after: 60 },
        ],
        'payments-data': [{ does: 'done', after: 60 }],
      },
      runbooks: [long, inner],
    });
    const run = await story.start();
    expect((await run.ended()).outcome).toBe('recovered');
    expect(story.told()).toContain(`the-story: ${title(14)}: recovered`);
  });

  test('fails, is tried again, is taken back', async () => {
    const story = await aStory({ runbooks: [long, inner] });
    const run = await story.start();
    await run.asked(title(2));
    await run.say('approve');
    await run.asked(title(5));
    await run.say('cannot');
    const ask = await run.asked(title(5));
    expect(ask.kind).toBe('failure');
    await run.say('retry');
    await story.until('it is asked again', async () =>
      (await run.show()).asks.find(({ kind, decision }) => kind === 'manual' && !decision),
    );
    await run.say('done');
    await run.asked(title(11));
    await run.abort();
    await run.asked(`${title(5)} · undo`);
    await run.say('cannot');
    const again = await run.asked(`${title(5)} · undo`);
    expect(again).toMatchObject({ kind: 'failure', options: ['retry', 'skip', 'abort'] });
    await run.say('skip');
    expect((await run.ended()).outcome).toBe('aborted');
    const { undo } = await run.ledger();
    expect(undo['stop.0.1']).toMatchObject({ leftBy: 'ana' });
    expect(undo['restore.0.0']).toHaveProperty('undoneAt');
  });
});

describe('a title that another title could meet', () => {
  test.each([
    ['61 characters', `${title(1)}x`],
    ['the name of a question', `${title(1).slice(0, 50)} · ask`],
    ['the name of an undo', 'Restore · undo'],
    ['a state of the frame', 'Close run'],
  ])('is a mistake: %s', async (_, wrong) => {
    const yaml = aRunbook(`
  - title: ${wrong}
    wait: 1s
  - title: The end
    finish: { outcome: nothing-to-do, because: it was a story }
`);
    expect(await mistakesIn(yaml)).toHaveLength(1);
  });
});
