import { fail } from '../model/errors.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';

export function makeStepByStep(_parts: OperationParts): Pick<Operations, 'stepByStep'> {
  return {
    stepByStep: () => notYet('stepByStep'),
  };
}

async function notYet(what: string): Promise<never> {
  return fail('Broken', { what: `${what} is being built` });
}
