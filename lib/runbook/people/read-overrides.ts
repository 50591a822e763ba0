import { dayNumber, instantOf } from '../../model/local-time.ts';
import type { Override } from '../../model/people.ts';
import { fieldsOf, hasBroken, type KeyWords } from '../shape.ts';
import { describeNode, type Node } from '../yaml-node.ts';
import { textOf } from './names.ts';
import type { PeopleReading } from './people-reading.ts';
import { type KnownPeople, readMember } from './read-members.ts';

const overrideKeys: KeyWords = {
  known: ['from', 'to', 'who'],
  required: {
    from: 'a time such as 2026-11-24T18:00',
    to: 'a time such as 2026-11-25T09:00',
    who: 'who stands in, such as ben',
  },
  what: '{ from: 2026-11-24T18:00, to: 2026-11-25T09:00, who: ben }',
};

/** `overrides` of a rotation, in its zone. Undefined when one of them has a mistake. */
export function readOverrides(
  node: Node | undefined,
  zone: string | undefined,
  known: KnownPeople,
  reading: PeopleReading,
): Override[] | undefined {
  const { report } = reading;
  if (!node) return [];
  if (node.kind !== 'list') {
    if (!hasBroken(node))
      report.error(
        node,
        'wrong-value',
        `found ${describeNode(node)}, expected a list of ${overrideKeys.what}`,
      );
    return undefined;
  }
  const read = node.items.map((item) => readOverride(item, zone, known, reading));
  const found = read.flatMap((override, index) => {
    const twin =
      override && read.slice(0, index).find((one) => one && one.from < override.to && override.from < one.to);
    const item = node.items[index];
    if (twin && item) {
      const other = node.items[read.indexOf(twin)];
      const line = other?.position.line ?? 0;
      report.error(
        item,
        'bad-override',
        `this overlaps the one of line ${line}: nobody knows which of the two stands in then`,
      );
    }
    return override && !twin ? [override] : [];
  });
  return found.length === node.items.length ? found : undefined;
}

function readOverride(
  node: Node,
  zone: string | undefined,
  known: KnownPeople,
  reading: PeopleReading,
): Override | undefined {
  const fields = fieldsOf(node, overrideKeys, reading.report);
  if (!fields) return undefined;
  const from = readTime(fields.get('from'), zone, reading);
  const to = readTime(fields.get('to'), zone, reading);
  const person = fields.get('who');
  const who = person && readMember(person, known, reading);
  const ending = fields.get('to');
  if (from !== undefined && to !== undefined && ending && to <= from) {
    reading.report.error(
      ending,
      'bad-override',
      `found ${describeNode(ending)}, expected a time after "from": it ends before it begins`,
    );
    return undefined;
  }
  return from === undefined || to === undefined || who === undefined ? undefined : { from, to, who };
}

/** A local time; without a known zone only its form is looked at. */
function readTime(
  node: Node | undefined,
  zone: string | undefined,
  { report }: PeopleReading,
): number | undefined {
  if (!node || hasBroken(node)) return undefined;
  const text = textOf(node) ?? '';
  const [, date = '', time = ''] = /^(\d{4}-\d\d-\d\d)[T ]((?:[01]\d|2[0-3]):[0-5]\d)$/.exec(text) ?? [];
  if (dayNumber(date) !== undefined) return instantOf(zone ?? 'UTC', Date.parse(`${date}T${time}:00Z`));
  const zoned =
    /(Z|[+-]\d\d:?\d\d)$/.test(text) && text.includes('T')
      ? ', without Z or offset: it is in the zone of the rotation'
      : '';
  report.error(
    node,
    'wrong-value',
    `found ${describeNode(node)}, expected a time such as 2026-11-24T18:00${zoned}`,
  );
  return undefined;
}
