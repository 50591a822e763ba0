import type { Reference } from '../../model/people.ts';
import { isOfChannels, parseReference, referenceForm } from '../../model/reference.ts';
import type { Report } from '../mistake.ts';
import { hasBroken } from '../shape.ts';
import type { Node } from '../yaml-node.ts';
import type { Hidden } from './plain-secrets.ts';

/** Where a secret is kept. What stands there instead may be the secret itself: it is never said again. */
export function readReference(node: Node | undefined, report: Report, hidden: Hidden): Reference | undefined {
  if (!node || hasBroken(node)) return undefined;
  const text = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
  const reference = text === undefined ? undefined : parseReference(text);
  if (reference && isOfChannels(reference)) return reference;
  hidden.hide(node);
  if (reference) {
    report.error(
      node,
      'wrong-value',
      `found a reference outside of rebound-channels/, which nothing that reaches people may read: expected ${referenceForm}`,
    );
    return undefined;
  }
  if (text === undefined) {
    const found = node.kind === 'scalar' ? (node.value === null ? 'nothing' : 'a value') : `a ${node.kind}`;
    report.error(node, 'wrong-value', `found ${found}, expected ${referenceForm}`);
    return undefined;
  }
  report.error(node, 'plain-secret', `a secret does not stand in a file: expected ${referenceForm}`);
  return undefined;
}
