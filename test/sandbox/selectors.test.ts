import { describe, expect, test } from '@jest/globals';
import { mergePatch } from '../../lib/sandbox/merge-patch.ts';
import { readPath } from '../../lib/sandbox/kubernetes-path.ts';
import { fieldsMatch, labelsMatch } from '../../lib/sandbox/selectors.ts';

describe('label selectors', () => {
  const labels = { app: 'api', tier: 'back', 'velero.io/restore-name': 'r1' };
  test.each([
    ['', true],
    ['app=api', true],
    ['app==api', true],
    ['app=web', false],
    ['app!=web', true],
    ['zone!=a', true],
    ['velero.io/restore-name=r1', true],
    ['app in (api, web)', true],
    ['app in (web),tier=back', false],
    ['zone notin (a,b)', true],
    ['app notin (api)', false],
    ['app', true],
    ['zone', false],
    ['!zone', true],
    ['app=api,tier=back', true],
  ])('%s', (selector, fits) => {
    expect(labelsMatch(selector)?.(labels)).toBe(fits);
  });
  test.each(['app in api', 'app=>x', '(', ','])('%s is none', (selector) => {
    expect(labelsMatch(selector)).toBeUndefined();
  });
});

test('field selectors know names and namespaces', () => {
  const fields = { name: 'api', namespace: 'payments' };
  expect(fieldsMatch('metadata.name=api,metadata.namespace!=checkout')?.(fields)).toBe(true);
  expect(fieldsMatch('metadata.name=web')?.(fields)).toBe(false);
  expect(fieldsMatch('spec.nodeName=x')).toBeUndefined();
});

test('merge patch, as RFC 7386 shows it', () => {
  expect(
    mergePatch(
      {
        title: 'Goodbye!',
        author: { givenName: 'John', familyName: 'Doe' },
        tags: ['example', 'sample'],
        content: '',
      },
      { title: 'Hello!', phoneNumber: '+01', author: { familyName: null }, tags: ['example'] },
    ),
  ).toEqual({
    title: 'Hello!',
    author: { givenName: 'John' },
    tags: ['example'],
    content: '',
    phoneNumber: '+01',
  });
});

describe('paths', () => {
  test.each([
    ['/api/v1/namespaces', 'namespaces', undefined, undefined],
    ['/api/v1/namespaces/payments', 'namespaces', undefined, 'payments'],
    ['/api/v1/namespaces/payments/pods', 'pods', 'payments', undefined],
    ['/apis/apps/v1/deployments', 'deployments', undefined, undefined],
    ['/apis/apps/v1/namespaces/payments/deployments/api', 'deployments', 'payments', 'api'],
    ['/apis/velero.io/v1/namespaces/velero/restores/r', 'restores', 'velero', 'r'],
  ])('%s', (path, plural, namespace, name) => {
    const read = readPath(path);
    expect([read?.resource.plural, read?.namespace, read?.name]).toEqual([plural, namespace, name]);
  });
  test.each([
    '/',
    '/api/v1',
    '/api/v1/things',
    '/apis/apps/v1/deployments/api',
    '/apis/apps/v2/deployments',
    '/api/v1/namespaces/payments/nodes/x',
    '/api/v1/namespaces/payments/pods/x/log',
  ])('%s is not served', (path) => {
    expect(readPath(path)).toBeUndefined();
  });
});
