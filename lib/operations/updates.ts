import { fail } from '../model/errors.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';

export function makeUpdates(_parts: OperationParts): Pick<Operations, 'drafts' | 'announce'> {
  return {
    drafts: () => notYet('drafts'),
    announce: () => notYet('announce'),
  };
}

async function notYet(what: string): Promise<never> {
  return fail('Broken', { what: `${what} is being built` });
}
