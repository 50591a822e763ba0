import { hashOf } from '../../model/json.ts';
import type { Subject } from './subject.ts';

/**
 * Six hexadecimal digits that say of which version a path is: of the definitions of all runbooks that can run, of the estate, the people, and
 * the code (its hashes by what they are of, where they are known). A path of another version may go another way.
 */
export function fingerprintOf(
  { compiled, estate, directory }: Pick<Subject, 'compiled' | 'estate' | 'directory'>,
  code: Record<string, string> = {},
): string {
  const definitions = Object.fromEntries(
    compiled.map(({ manifest }) => [manifest.runbook, manifest.hashes.definition]),
  );
  return hashOf({ definitions, estate, people: directory ?? null, code }).slice(0, 6);
}
