import { test } from '@jest/globals';
import * as fc from 'fast-check';
import { writeFileSync } from 'node:fs';
import { compile } from '../../lib/compiler/compile.ts';
import { checkDefinition } from '../../lib/engine/definition/read.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { estate, readGenerated } from './generate/read.ts';
import { aDocument } from './generate/runbook.ts';
import { yamlOf } from './generate/style.ts';
import { tapeOf } from './generate/tape.ts';
import { aPlay, aDryRun } from './generate/draw.ts';
const tapesOld = process.env['BIASED']
  ? fc.array(fc.nat(9999), { minLength: 100, maxLength: 900, size: 'max' })
  : fc.noBias(fc.array(fc.nat(9999), { minLength: 100, maxLength: 900, size: 'max' }));
test('x', () => {
  const [numbers] = fc.sample(tapesOld, {
    seed: Number(process.env['SEED']),
    path: process.env['FCPATH'] ?? '0',
    numRuns: 1,
  });
  const tape = tapeOf(numbers ?? []);
  if (process.env['KIND'] === 'play') console.log(JSON.stringify(aPlay(tape)));
  if (process.env['KIND'] === 'dry') console.log(JSON.stringify(aDryRun(tape)));
  const doc = aDocument(tape);
  const text = yamlOf(doc, tape);
  writeFileSync('/tmp/fuzz-sample.yaml', text);
  const { definition } = compile(readGenerated(text), { catalog, estate });
  writeFileSync('/tmp/fuzz-sample.json', JSON.stringify(definition, null, 1));
  console.log(checkDefinition(definition).diagnostics);
});
