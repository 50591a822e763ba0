// Another process explores the same, and prints the hash of what it was told.
import { hashOfLines, toldLines } from './small.ts';

const [max = '', workers = ''] = process.argv.slice(2);
process.stdout.write(hashOfLines(await toldLines(Number(max), Number(workers))));
