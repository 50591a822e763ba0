import { bench } from './bench.ts';
import { machineLine } from './machine.ts';
import { measurements } from './measurements.ts';

process.exitCode = await bench(process.argv.slice(2), {
  measurements,
  machine: machineLine(),
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
});
