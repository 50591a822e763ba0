import { fail } from '../model/errors.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';

export function makeCommand(_parts: OperationParts): Pick<Operations, 'take' | 'give'> {
  return {
    take: () => notYet('take'),
    give: () => notYet('give'),
  };
}

async function notYet(what: string): Promise<never> {
  return fail('Broken', { what: `${what} is being built` });
}
