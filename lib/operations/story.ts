import { fail } from '../model/errors.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';

export function makeStory(_parts: OperationParts): Pick<Operations, 'story'> {
  return {
    story: () => notYet('story'),
  };
}

async function notYet(what: string): Promise<never> {
  return fail('Broken', { what: `${what} is being built` });
}
