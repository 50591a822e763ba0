import { expect, test } from '@jest/globals';
import { LosingDisk } from '../../lib/rehearsal/losing-disk.ts';

test('a power cut takes what was not synced, and who held the disk hears nothing any more', async () => {
  const disk = new LosingDisk(async () => {});
  const first = disk.open();
  await first.append('a', Buffer.from('kept'));
  await first.sync('a');
  await first.syncFolder();
  await first.append('a', Buffer.from(' lost'));
  await first.append('b', Buffer.from('lost'));
  disk.cut();
  const next = disk.open();
  expect(await next.list()).toEqual(['a']);
  expect(Buffer.from(await next.read('a')).toString()).toBe('kept');
  const heard = await Promise.race([first.list(), Promise.resolve('nothing')]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toBe('nothing');
});
