import { describe, expect, test } from '@jest/globals';
import type { PersonScript } from '../../lib/model/scenario.ts';
import type { GivenAnswer } from '../../lib/sandbox/people.ts';
import { aSandbox, start } from './a-sandbox.ts';

function paging(people: Record<string, PersonScript[]>) {
  const answers: (GivenAnswer & { after: number })[] = [];
  const stage = aSandbox({
    people,
    onAnswer: (answer) =>
      void answers.push({ ...answer, after: Math.round((stage.clock.now() - start) / 1000) }),
  });
  const page = (who: string, ask: string | undefined, key = `${who} ${ask}`) =>
    stage.clients.pager.page({
      who,
      title: 'Restore?',
      text: 'yes or no',
      run: 'r1',
      key,
      ...(ask && { ask }),
    });
  return { ...stage, answers, page };
}

describe('people', () => {
  test('answer at their own time, one question after the other, the last answer for all that follow', async () => {
    const { answers, page, play, clock } = paging({
      leads: [
        { does: 'reject', after: 60 },
        { does: 'approve', after: 240 },
      ],
    });
    await play(async () => {
      await page('leads', 'a1');
      await page('leads', 'a2');
      await page('leads', 'a3');
      await clock.sleep(600_000);
    });
    expect(answers).toEqual([
      { who: 'leads', ask: 'a1', run: 'r1', answer: 'reject', more: {}, after: 60 },
      { who: 'leads', ask: 'a2', run: 'r1', answer: 'approve', more: {}, after: 240 },
      { who: 'leads', ask: 'a3', run: 'r1', answer: 'approve', more: {}, after: 240 },
    ]);
  });
  test('answer a question once, however often they are paged for it', async () => {
    const { answers, page, play, clock, sandbox } = paging({ leads: [{ does: 'approve', after: 10 }] });
    await play(async () => {
      await page('leads', 'a1', 'k1');
      await page('leads', 'a1', 'k1');
      await page('leads', 'a1', 'k2');
      await clock.sleep(60_000);
    });
    expect(answers).toHaveLength(1);
    // A repeat has the same key and reaches nobody a second time.
    expect(sandbox.inbox().map(({ key }) => key)).toEqual(['k1', 'k2']);
  });
  test('say nothing when they are silent, unknown, or only told something', async () => {
    const { answers, page, play, clock, sandbox } = paging({ leads: [{ does: 'silent' }], others: [] });
    await play(async () => {
      await page('leads', 'a1');
      await page('others', 'a1');
      await page('nobody', 'a1');
      await page('leads', undefined);
      await clock.sleep(3_600_000);
    });
    expect(answers).toEqual([]);
    expect(sandbox.inbox()).toHaveLength(4);
  });
  test('are seen being paged, until one stops looking', async () => {
    const { page, play, sandbox } = paging({});
    const seen: string[] = [];
    const stop = sandbox.onPage(({ who, at }) => seen.push(`${who} ${at > start}`));
    await play(() => page('leads', 'a1'));
    stop();
    await play(() => page('leads', 'a2'));
    expect(seen).toEqual(['leads true']);
  });
});
