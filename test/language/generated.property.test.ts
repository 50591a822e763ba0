import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { compile } from '../../lib/compiler/compile.ts';
import { worstCaseEvents } from '../../lib/compiler/history-estimate.ts';
import { eventsMax, nameLengthMax } from '../../lib/compiler/limits.ts';
import { everyState } from '../../lib/compiler/walk-states.ts';
import { checkDefinition } from '../../lib/engine/definition/read.ts';
import { canonical } from '../../lib/model/json.ts';
import { formatText } from '../../lib/runbook/format/format-text.ts';
import { stepKeys } from '../../lib/runbook/step-keys.ts';
import { catalog, stepTypeNames } from '../../lib/steps/catalog.ts';
import { compiledWithin, estate, readGenerated } from './generate/read.ts';
import { aDocument } from './generate/runbook.ts';
import { see, type Seen } from './generate/seen.ts';
import { yamlOf } from './generate/style.ts';
import { tapeOf, tapes } from './generate/tape.ts';

// npm run test:language asks for more: both say how to come back to the same runbooks
const count = Number(process.env['REBOUND_GENERATED'] ?? 60);
const seed = Number(process.env['REBOUND_SEED'] ?? 20_261_124);
/** Making a failure small takes long: only when somebody looks for it. */
const endOnFailure = process.env['REBOUND_SHRINK'] === undefined;
const uses = (type: string) => `uses: ${type}`;
const bytesMax = 1024 * 1024;

test(
  `${count} runbooks of all words (seed ${seed}) are without an error, and become definitions within the limits`,
  () => {
    const outcome = { compiled: 0, over: 0 };
    const seen: Seen = { words: new Set(), depth: 0 };
    fc.assert(
      fc.property(tapes, (numbers) => {
        const tape = tapeOf(numbers);
        const document = aDocument(tape);
        const text = yamlOf(document, tape);
        const runbook = readGenerated(text);
        const compiled = compiledWithin(runbook);
        outcome[compiled ? 'compiled' : 'over'] += 1;
        if (!compiled) return;
        see(document, seen);
        const { definition } = compiled;
        expect(checkDefinition(definition).diagnostics).toEqual([]);
        const names = everyState(definition).map(({ name }) => name);
        expect(names.filter((name) => name.length > nameLengthMax)).toEqual([]);
        expect(new Set(names).size).toBe(names.length);
        expect(Buffer.byteLength(JSON.stringify(definition))).toBeLessThanOrEqual(bytesMax);
        expect(worstCaseEvents(runbook)).toBeLessThanOrEqual(eventsMax);
        const bytes = (text: string) => canonical(compile(readGenerated(text), { catalog, estate }));
        expect(bytes(text) === canonical(compiled)).toBe(true);
        // written in another way it is the same, but for the lines in which its steps stand
        const withoutLines = (compact: string) => compact.replaceAll(/"line":\d+/g, '');
        expect(withoutLines(bytes(yamlOf(document, tape)))).toBe(withoutLines(canonical(compiled)));
        // and so it is in the one format, which is one
        const formatted = formatText(text, 'generated.yaml');
        if (!('text' in formatted)) throw new Error(JSON.stringify(formatted.mistakes));
        expect(withoutLines(bytes(formatted.text))).toBe(withoutLines(canonical(compiled)));
        expect(formatText(formatted.text, 'generated.yaml')).toEqual(formatted);
      }),
      { seed, numRuns: count, endOnFailure },
    );
    process.stdout.write(
      `${count} runbooks, seed ${seed}: ${outcome.over} of them over the limits, and told so\n`,
    );
    expect(outcome.over).toBeLessThan(count / 5);
    const words = [...Object.values(stepKeys).flatMap(({ known }) => known), ...stepTypeNames.map(uses)];
    expect(words.filter((word) => word !== 'uses' && !seen.words.has(word))).toEqual([]);
    expect(seen.depth).toBeGreaterThan(4);
  },
  Math.max(120_000, count * 600),
);
