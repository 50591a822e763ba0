import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { callKinds } from '../../../lib/rehearsal/calls.ts';
import { faultKinds } from '../../../lib/rehearsal/faults.ts';
import { happenings, ownPath, parsePath, type Path, pathId } from '../../../lib/rehearsal/explore/path.ts';

const nth = fc.integer({ min: 1, max: 9999 });
const paths: fc.Arbitrary<Path> = fc.record(
  {
    rehearsal: fc.nat(40),
    faults: fc.array(
      fc.record(
        {
          kind: fc.constantFrom(...callKinds),
          nth,
          fault: fc.constantFrom(...faultKinds),
          seconds: fc.nat(90),
        },
        { requiredKeys: ['kind', 'nth', 'fault'] },
      ),
      { maxLength: 3 },
    ),
    people: fc.array(
      fc.record({ ask: nth, does: fc.constantFrom('reject', 'silent', 'go-on', 'take_back', 'by-hand') }),
      { maxLength: 2 },
    ),
    happens: fc.array(
      fc.record({ what: fc.constantFrom(...happenings), kind: fc.constantFrom(...callKinds), nth }),
      {
        maxLength: 2,
      },
    ),
    any: fc.nat(100_000),
  },
  { requiredKeys: ['rehearsal', 'faults', 'people', 'happens'] },
);

describe('the name of a path', () => {
  test('says all of it: every path comes back from its name', () => {
    fc.assert(
      fc.property(paths, (path) => {
        expect(parsePath(pathId(path))).toEqual(path);
      }),
    );
  });

  test.each([
    ['1', ownPath(0)],
    ['3+look.14=refused', { ...ownPath(2), faults: [{ kind: 'look', nth: 14, fault: 'refused' }] }],
    ['1+s3.3=throttled', { ...ownPath(0), faults: [{ kind: 's3', nth: 3, fault: 'throttled' }] }],
    ['1+question.2=reject', { ...ownPath(0), people: [{ ask: 2, does: 'reject' }] }],
    ['1+change.1@alarm-again', { ...ownPath(0), happens: [{ what: 'alarm-again', kind: 'change', nth: 1 }] }],
    ['2+any.17', { ...ownPath(1), any: 17 }],
  ])('%s', (id, path) => {
    expect(parsePath(id)).toEqual(path);
    expect(pathId(path as Path)).toBe(id);
  });

  test.each([
    '',
    '0',
    'x',
    '1+',
    '1+look=refused',
    '1+look.0=refused',
    '1+look.3',
    '1+look.3=unheard',
    '1+luck.3=refused',
    '1+look.3@refused',
    '1+any',
    '-1',
    '1 + look3=refused',
  ])('"%s" names none', (id) => {
    expect(parsePath(id)).toBeUndefined();
  });
});
