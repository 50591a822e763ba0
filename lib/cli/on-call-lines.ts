import { formatTime } from '../model/duration.ts';
import type { OnCall } from '../operations/operations.ts';
import type { Paint } from './screen.ts';

/**
 * Who is woken for each name:
 *
 *     platform-oncall  Ben Okafor (ben: slack, sms)  until 25 Nov 08:00 UTC
 *     platform-leads   Ana Lopez (ana: slack)
 *                      Ben Okafor (ben: slack, sms)
 */
export function onCallLines(found: readonly OnCall[], paint: Paint): string[] {
  const width = Math.max(0, ...found.map(({ who }) => who.length));
  return found.flatMap(({ who, people, until, nobody }) => {
    const rows = people.map(({ id, name, channels }) => `${name} (${id}: ${channels.join(', ')})`);
    const end = until === null ? '' : paint('dim', `  until ${formatTime(Date.parse(until))}`);
    const [first = 'nobody', ...others] = rows;
    const indent = ' '.repeat(width + 2);
    return [
      `${paint('bold', who.padEnd(width))}  ${first}${others.length === 0 ? end : ''}`,
      ...others.map((row, index) => `${indent}${row}${index === others.length - 1 ? end : ''}`),
      ...(nobody === null ? [] : [`${indent}${paint('yellow', nobody)}`]),
    ];
  });
}
