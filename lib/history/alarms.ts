import type { Table } from '../wire/table.ts';
import { recentAlarmsKey } from './keys.ts';
import { settle } from './records.ts';
import { map, number, readRecord, type Shape, text } from './shape.ts';

interface Recent {
  /** When each target alarmed last, ISO 8601. */
  targets: Record<string, string>;
  /** Counts the writes: what compare-and-set compares. The item is never deleted. */
  count: number;
}
const shape: Shape<Recent> = { targets: map(text), count: number };

/**
 * Notes that targets alarm, and gives all distinct ones that alarmed within the window that ends with the newest alarm,
 * in code-point order. Repeated with the same alarm it changes nothing.
 */
export async function noteAlarm(
  table: Table,
  { targets, at, windowMs }: { targets: string[]; at: string; windowMs: number },
): Promise<string[]> {
  return settle('the note of recent alarms', async () => {
    const item = await table.get(recentAlarmsKey);
    const recent: Recent = item ? readRecord(item, shape) : { targets: {}, count: 0 };
    const noted = { ...recent.targets };
    for (const target of targets) if ((noted[target] ?? '') < at) noted[target] = at;
    const newest = Math.max(...Object.values(noted).map((time) => Date.parse(time)));
    const kept = Object.entries(noted).filter(([, time]) => Date.parse(time) > newest - windowMs);
    const names = kept.map(([target]) => target).sort();
    if (item && targets.every((target) => recent.targets[target] === noted[target])) return { done: names };
    const next = { ...recentAlarmsKey, targets: Object.fromEntries(kept), count: recent.count + 1 };
    const condition = item
      ? { text: '#count = :seen', names: { '#count': 'count' }, values: { ':seen': recent.count } }
      : { text: 'attribute_not_exists(#pk)', names: { '#pk': 'pk' } };
    return { write: () => table.put(next, condition).then(() => names) };
  });
}
