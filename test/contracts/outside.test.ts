import { describe } from '@jest/globals';
import { aSandbox, blue } from '../sandbox/a-sandbox.ts';
import { outsideContract } from './outside.ts';

describe('on the sandbox', () => {
  outsideContract(() => ({ ...aSandbox(), cluster: blue, namespace: 'payments' }));
});

describe('on the sandbox, with signed requests', () => {
  outsideContract(() => ({ ...aSandbox({ unsigned: false }), cluster: blue, namespace: 'payments' }));
});
