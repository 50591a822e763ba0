import { fail } from '../model/errors.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';

export function makePreview(_parts: OperationParts): Pick<Operations, 'preview'> {
  return {
    preview: () => notYet('preview'),
  };
}

async function notYet(what: string): Promise<never> {
  return fail('Broken', { what: `${what} is being built` });
}
