import { parseArgs } from 'node:util';
import { didYouMean } from '../lib/model/nearest.ts';
import { explain } from '../lib/model/errors.ts';
import type { Measurements, Row } from './measurement.ts';
import { tableOf } from './table.ts';

export interface BenchParts {
  measurements: Measurements;
  /** What it is measured on. */
  machine: string;
  /** A line on standard output; what `err` is given goes beside it. */
  out: (line: string) => void;
  err: (line: string) => void;
}

/** Makes the measurements that `argv` names, or all; gives the exit code. One that fails does not keep the others from being made. */
export async function bench(
  argv: string[],
  { measurements, machine, out, err }: BenchParts,
): Promise<number> {
  const names = Object.keys(measurements);
  const asked = read(argv, names);
  if ('wrong' in asked) {
    err(`bench: ${asked.wrong}`);
    return 2;
  }
  if (asked.help) {
    out(help(names));
    return 0;
  }
  if (asked.list) {
    const width = Math.max(...names.map((name) => name.length));
    for (const [name, load] of Object.entries(measurements))
      out(`${name.padEnd(width)}  ${(await load()).measurement.summary}`);
    return 0;
  }
  const rows: Row[] = [];
  let failed = 0;
  for (const [name, load] of Object.entries(measurements)) {
    if (asked.names.length > 0 && !asked.names.some((one) => isMeant(one, name))) continue;
    try {
      const { measurement } = await load();
      err(`measuring ${name}: ${measurement.summary}`);
      rows.push(...(await measurement.measure()));
    } catch (error) {
      failed += 1;
      err(`bench: ${name} could not be measured: ${explain(error)}`);
    }
  }
  if (asked.json) {
    err(machine);
    out(JSON.stringify(rows.map(jsonOf), null, 2));
  } else if (rows.length > 0) out(`Measured on ${machine}.\n\n${tableOf(rows)}`);
  return failed > 0 ? 1 : 0;
}

/** What a program reads: a row without the words for people. */
function jsonOf(row: Row): Omit<Row, 'what'> {
  const { what: _, name, value, unit, ...more } = row;
  return { name, value, unit, ...more };
}

interface Asked {
  names: string[];
  json: boolean;
  list: boolean;
  help: boolean;
}

function read(argv: string[], known: string[]): Asked | { wrong: string } {
  const options = {
    json: { type: 'boolean' },
    list: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  // Not strict: its errors are for programmers, and know no nearest name.
  const { values, positionals: names } = parseArgs({
    args: argv,
    options,
    allowPositionals: true,
    strict: false,
  });
  const option = Object.keys(values).find((name) => !Object.hasOwn(options, name));
  if (option !== undefined) {
    const close = didYouMean(option, Object.keys(options));
    return { wrong: `there is no option "${option}"${close || ': there are --json, --list and --help'}` };
  }
  const strange = names.find((asked) => !known.some((name) => isMeant(asked, name)));
  if (strange !== undefined) {
    const close = didYouMean(strange, known);
    return { wrong: `there is no measurement "${strange}"${close || `: there are ${known.join(', ')}`}` };
  }
  const is = (name: keyof typeof options): boolean => values[name] !== undefined;
  return { names, json: is('json'), list: is('list'), help: is('help') };
}

/** `engine.speed` means that one; `engine` and `engine.*` all whose names begin so. */
function isMeant(asked: string, name: string): boolean {
  const beginning = asked.endsWith('*') ? asked.slice(0, -1) : `${asked}.`;
  return asked === name || name.startsWith(beginning);
}

function help(names: string[]): string {
  return `Usage: npm run bench [-- NAME… --json --list]

Measures this checkout: all of it, or what NAME says. NAME may be the beginning of several, as engine is:
  ${names.join(', ')}
Times are medians of several runs, with the smallest and the largest: compare within one table, not between machines.

  --json   an array of {name, value, unit, min, max, aim, atLeast} on standard output, nothing else there (with npm run -s)
  --list   what each measurement is
  --help   this

Exit codes:
  0  measured; a value that misses its aim is marked, and no error
  1  something could not be measured
  2  bad input`;
}
