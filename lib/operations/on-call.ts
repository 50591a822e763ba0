import { fail } from '../model/errors.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';

export function makeOnCall(_parts: OperationParts): Pick<Operations, 'oncall'> {
  return {
    oncall: () => notYet('oncall'),
  };
}

async function notYet(what: string): Promise<never> {
  return fail('Broken', { what: `${what} is being built` });
}
