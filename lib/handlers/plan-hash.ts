import { hashOf, type Json } from '../model/json.ts';
import type { TargetValue } from '../model/target.ts';

/**
 * What an approval binds: which step does what, with which values, to which target. The ask handler stores it, the
 * changing handler computes it again from what it was handed and refuses when it differs.
 */
export function planHash(step: string, uses: string, given: Json, target: TargetValue): string {
  return hashOf({ step, uses, with: given, target });
}
