import { isOver, isUnder, type Row, type Unit } from './measurement.ts';

const headings = ['name', 'what', 'value', 'smallest to largest', 'aim'];
/** Numbers stand to the right. */
const right = [false, false, true, true, true];

/** A Markdown table that also reads well in a terminal. */
export function tableOf(rows: Row[]): string {
  const cells = rows.map((row) => [
    row.name,
    row.what,
    shown(row.value, row.unit),
    row.min === undefined || row.max === undefined
      ? ''
      : `${number(row.min, row.unit)} to ${shown(row.max, row.unit)}`,
    aims(row),
  ]);
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...cells.map((line) => line[column]?.length ?? 0)),
  );
  const line = (texts: string[]): string =>
    `| ${texts.map((text, column) => pad(text, widths[column] ?? 0, right[column] ?? false)).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    right[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(headings), line(rule), ...cells.map(line)].join('\n');
}

function aims(row: Row): string {
  const { aim, atLeast, unit } = row;
  return [
    ...(aim === undefined ? [] : [`${isOver(row) ? 'over' : '≤'} ${shown(aim, unit)}`]),
    ...(atLeast === undefined ? [] : [`${isUnder(row) ? 'under' : '≥'} ${shown(atLeast, unit)}`]),
  ].join(', ');
}

function pad(text: string, width: number, right: boolean): string {
  return right ? text.padStart(width) : text.padEnd(width);
}

function shown(value: number, unit: Unit): string {
  const text = number(value, unit);
  if (unit === 'count') return text;
  return unit === 'bytes' ? `${text} KB` : `${text} ${unit}`;
}

/** Bytes as KB of 1,000, as a browser shows them. */
function number(value: number, unit: Unit): string {
  switch (unit) {
    case 'bytes':
      return (value / 1000).toFixed(1);
    case 'ms':
      // A few of them are too few to be rounded.
      return value.toFixed(value < 10 ? 1 : 0);
    case 'µs':
    case 'MB':
      return value.toFixed(1);
    case '/s':
      return value.toLocaleString('en');
    case 's':
    case 'per step':
      return value.toFixed(2);
    case 'count':
      return String(value);
  }
}
