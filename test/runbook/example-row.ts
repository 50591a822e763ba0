import { expect, test } from '@jest/globals';
import type { Example } from '../../lib/runbook/explanation.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { exampleFile } from './example-file.ts';
import { smallEstate } from './surroundings.ts';

/** [what is written, with a caret before the place that is told, code, part of the message]. One cause, one mistake. */
export type ExampleRow = [text: string, code: string, message: string];

export function expectRows(of: Example['of'], rows: ExampleRow[]): void {
  test.each(rows)('%s', (written, code, message) => {
    const marked = exampleFile(written, of);
    const before = marked.slice(0, marked.indexOf('‸')).split('\n');
    const { runbook, mistakes } = readRunbook(marked.replace('‸', ''), 'f.yaml', {
      catalog,
      estate: smallEstate,
    });
    const errors = mistakes.filter(({ severity }) => severity === 'error');
    expect(errors.map((mistake) => `${mistake.line}:${mistake.column} ${mistake.code}`)).toEqual([
      `${before.length}:${(before.at(-1) ?? '').length + 1} ${code}`,
    ]);
    expect(errors[0]?.message).toContain(message);
    expect(runbook).toBeUndefined();
  });
}
