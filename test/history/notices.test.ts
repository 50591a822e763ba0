import { expect, test } from '@jest/globals';
import {
  dropNotice,
  noticeOf,
  openNotices,
  overNotice,
  type PageNotice,
  putNotice,
} from '../../lib/history/notices.ts';
import { noteRoom, roomOf, runOfRoom } from '../../lib/history/rooms.ts';
import { inBothWorlds } from './in-both-worlds.ts';

const notice = (run: string, about: string, more: Partial<PageNotice> = {}): PageNotice => ({
  key: noticeOf(run, about),
  run,
  at: '2026-11-24T03:12:00.000Z',
  kind: 'page',
  who: ['ana'],
  title: 'Somebody went on alone',
  text: 'by break-glass',
  ...more,
});

inBothWorlds((world) => {
  test('what people have to be told yet: put once, of one run or of all, until it was told', async () => {
    const { table } = world();
    const first = notice('aaa', 'one');
    expect(await putNotice(table, first)).toEqual(first);
    expect(await putNotice(table, notice('aaa', 'one', { text: 'another text' }))).toEqual(first);
    const over = overNotice(
      { id: 'ask1', run: 'aaa', title: 'May we?' },
      'the run is over: failed',
      '2026-11-24T03:13:00.000Z',
    );
    await putNotice(table, over);
    await putNotice(
      table,
      notice('aab', 'one', { everybody: true, alarming: true, urgency: 'info', ask: 'ask2' }),
    );
    expect((await openNotices(table, 10)).map(({ key }) => key)).toEqual([
      'aaa#closed-ask1',
      'aaa#one',
      'aab#one',
    ]);
    expect(await openNotices(table, 10, 'aaa')).toEqual([over, first]);
    expect(await openNotices(table, 1)).toHaveLength(1);
    await dropNotice(table, first.key);
    await dropNotice(table, first.key);
    expect(await openNotices(table, 10, 'aaa')).toEqual([over]);
  });

  test('one that cannot be read keeps nobody from hearing of the others', async () => {
    const { table } = world();
    await table.put({ pk: 'NOTICES', sk: 'bbb#broken', kind: 'page', run: 7 });
    await putNotice(table, notice('bbb', 'one'));
    expect((await openNotices(table, 10, 'bbb')).map(({ key }) => key)).toEqual(['bbb#one']);
  });

  test('a room and its run find each other', async () => {
    const { table } = world();
    expect(await roomOf(table, 'run1')).toBeUndefined();
    await noteRoom(table, { run: 'run1', room: 'C0ROOM' });
    await noteRoom(table, { run: 'run1', room: 'C0ROOM' });
    expect([await roomOf(table, 'run1'), await runOfRoom(table, 'C0ROOM')]).toEqual(['C0ROOM', 'run1']);
    expect(await runOfRoom(table, 'C0OTHER')).toBeUndefined();
  });
});
