import { describe } from '@jest/globals';
import { expectEachFound } from './each-found.ts';
import { plantedInRuns } from './of-runs.ts';

describe('what opens, locks and closes a run, with a mistake in it', () => expectEachFound(plantedInRuns));
