import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { definitionMistakes } from '../../lib/cli/definition-mistakes.ts';
import { importedOf } from '../../lib/cli/import/imported.ts';
import { runbookYaml } from '../../lib/cli/import/runbook-yaml.ts';
import { inOneFormat } from '../../lib/cli/write-runbook.ts';
import { codeOf } from '../../lib/model/errors.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import type { Runbook, Value } from '../../lib/runbook/runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { smallEstate } from '../builders/estate.ts';

/** What makes trouble in Markdown, in YAML, in expressions and in titles. */
const inText = "$¦$$¦$HOME¦{{¦}}¦{{ '{{' }}¦{%¦%}¦ · ask¦: ¦ #¦\"¦'¦!tag¦&a¦*a¦__proto__¦null¦yes¦1.¦0x1";
const inMarkdown = '- ¦> ¦| ¦```¦~~~¦    ¦\t¦\\¦<b>¦<!--¦-->¦[x](y)¦![¦`¦***¦___';
const inUnicode = '\u2028¦\u00a0¦\ufeff¦\u0000¦\u0085¦\u{1f600}¦\ud800¦é';
const nasty = fc.constantFrom(...`${inText}¦${inMarkdown}¦${inUnicode}`.split('¦'));
const words = fc
  .array(
    fc.oneof(nasty, fc.string({ maxLength: 8 }), fc.constantFrom('kubectl get nodes', 'wait 5 minutes', 'x')),
    {
      maxLength: 6,
    },
  )
  .map((all) => all.join(''));
const indent = fc.constantFrom('', '', '', ' ', '  ', '   ', '    ', '\t');
const line = fc.tuple(
  indent,
  fc.constantFrom(
    '',
    '',
    '',
    '# ',
    '## ',
    '### ',
    '###### ',
    '- ',
    '1. ',
    '* [ ] ',
    '> ',
    '| a | ',
    '```',
    '---',
    '<div>',
  ),
  words,
);
const page = fc
  .tuple(
    fc.constantFrom('', '', '\ufeff', '---\ntitle: $x {{ y }}\nowner: "{{ a }}"\n---\n', '---\n'),
    fc.array(line, { maxLength: 30 }),
    fc.constantFrom('\n', '\n', '\r\n', '\n\n'),
  )
  .map(([front, lines, end]) => front + lines.map((parts) => parts.join('')).join(end));

const folder = mkdtempSync(join(tmpdir(), 'rebound-import-'));

test('whatever stands on a page, the runbook has no mistake, and its texts read back as they are', async () => {
  await fc.assert(
    fc.asyncProperty(page, async (markdown) => {
      writeFileSync(join(folder, 'page.md'), markdown);
      const wanted = { name: undefined, owner: undefined, usualOwner: 'platform-oncall' };
      const imported = await importedOf('page.md', wanted, { cwd: folder }).catch((error: unknown) => {
        // nothing in it, or lists that lie too deep
        expect(codeOf(error)).toBe('BadInput');
        return undefined;
      });
      if (!imported) return;
      const yaml = inOneFormat(runbookYaml(imported, smallEstate), 'page.yaml');
      const { runbook, mistakes } = readRunbook(yaml, 'page.yaml', { catalog, estate: smallEstate });
      expect({ yaml, mistakes }).toEqual({ yaml, mistakes: [] });
      if (!runbook) throw new Error('no mistake, and no runbook');
      expect(definitionMistakes(runbook, yaml)).toEqual([]);
      expect(textsOf(runbook)).toEqual(
        imported.steps.map(({ title, text, checklist }) => ({ title, text, checklist })),
      );
    }),
    { numRuns: 300 },
  );
});

function textsOf({ steps }: Runbook) {
  return steps.flatMap((step) => {
    if (step.kind !== 'use') return [];
    const { text, checklist } = step.with;
    return [
      {
        title: step.title,
        text: literal(text),
        checklist: checklist?.kind === 'list' ? checklist.items.map(literal) : [],
      },
    ];
  });
}

function literal(value: Value | undefined): unknown {
  return value?.kind === 'literal' ? value.value : value;
}
