import { describe } from '@jest/globals';
import { expectEachFound } from './each-found.ts';
import { plantedInPeople } from './of-people.ts';

describe('what is known of the world, and what people are told, with a mistake in it', () =>
  expectEachFound(plantedInPeople));
