import { describe } from '@jest/globals';
import { expectEachFound } from './each-found.ts';
import { plantedInChanges } from './of-changes.ts';

describe('what changes the outside, with a mistake in it', () => expectEachFound(plantedInChanges));
