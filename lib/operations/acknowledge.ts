import { fail } from '../model/errors.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';

export function makeAcknowledge(_parts: OperationParts): Pick<Operations, 'ack'> {
  return {
    ack: () => notYet('ack'),
  };
}

async function notYet(what: string): Promise<never> {
  return fail('Broken', { what: `${what} is being built` });
}
