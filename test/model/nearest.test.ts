import { expect, test } from '@jest/globals';
import { didYouMean, nearest } from '../../lib/model/nearest.ts';

const types = ['check-cluster', 'find-backup', 'restore-backup', 'verify-workloads', 'approve', 'page'];

test.each([
  ['find-bakcup', 'find-backup'],
  ['findbackup', 'find-backup'],
  ['Find_Backup', 'find-backup'],
  ['restore', 'restore-backup'],
  ['verify', 'verify-workloads'],
  ['aprove', 'approve'],
  ['pge', 'page'],
  ['x', undefined],
  ['', undefined],
  ['shell', undefined],
  ['decide', undefined],
  ['a'.repeat(5000), undefined],
])('%j is nearest to %j', (name, expected) => {
  expect(nearest(name, types)).toBe(expected);
});

test('the earlier of two that are as near', () => {
  expect(nearest('prod-gren', ['prod-green', 'prod-gren2'])).toBe('prod-green');
});

test('is put behind a message, or nothing is', () => {
  expect(didYouMean('aprove', types)).toBe('; did you mean "approve"?');
  expect(didYouMean('shell', types)).toBe('');
});
