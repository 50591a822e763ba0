import { fail } from '../model/errors.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';

export function makeBrief(_parts: OperationParts): Pick<Operations, 'brief'> {
  return {
    brief: () => notYet('brief'),
  };
}

async function notYet(what: string): Promise<never> {
  return fail('Broken', { what: `${what} is being built` });
}
