import { Document, isCollection, visit } from 'yaml';
import type { JsonObject } from '../../../lib/model/json.ts';
import type { Tape } from './tape.ts';

/** A document as YAML, in one of the ways in which people write it: the same runbook in all of them. */
export function yamlOf(document: JsonObject, tape: Tape): string {
  const made = new Document(document, { aliasDuplicateObjects: true });
  const flow = tape.below(3);
  visit(made, {
    Collection(_, node, path) {
      const small = node.items.every(
        (item) => !isCollection(item) && !isCollection(Reflect.get(Object(item), 'value')),
      );
      if (path.length > 2 && ((flow === 1 && small) || (flow === 2 && path.length > 8))) node.flow = true;
    },
  });
  const text = made.toString({
    indent: tape.one(2, 4, 3),
    lineWidth: tape.one(0, 200),
    defaultStringType: tape.one('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'),
    defaultKeyType: 'PLAIN',
    flowCollectionPadding: tape.chance(50),
    indentSeq: tape.chance(70),
  });
  const commented = tape.chance(30)
    ? text.replaceAll(/^( *)- title:/gm, '$1# what comes next: "it"\n$1- title:')
    : text;
  const ended = tape.chance(20) ? commented.replaceAll('\n', '\r\n') : commented;
  return tape.chance(15) ? `\ufeff${ended}` : ended;
}
