import { fail } from '../model/errors.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';

export function makeWriteNote(_parts: OperationParts): Pick<Operations, 'note'> {
  return {
    note: () => notYet('note'),
  };
}

async function notYet(what: string): Promise<never> {
  return fail('Broken', { what: `${what} is being built` });
}
