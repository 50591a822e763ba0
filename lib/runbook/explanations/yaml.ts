import type { Explanations } from '../explanation.ts';

/** The file as text: what YAML makes of it. */
export const yamlExplanations = {
  'not-text': {
    summary: 'the file holds bytes that are no text',
    means: 'The file is no UTF-8 text: it holds control characters, or bytes that mean nothing in UTF-8.',
    matters: 'Different programs read such a file differently. What was reviewed has to be what runs.',
    example: {
      before: 'title: Restore the pay\ufffdments namespace',
      after: 'title: Restore the payments namespace',
    },
  },
  'too-large': {
    summary: 'the file is too large, or becomes so once its aliases are followed',
    means:
      'A file has at most 1,000,000 characters and 50,000 values, 100 deep, counted after each `*alias` has been replaced by what it stands for.',
    matters: 'Nobody can read it at night, and a checker that went on would not end.',
    example: {
      of: 'file',
      before:
        'a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]',
      after: '',
    },
  },
  empty: {
    summary: 'there is nothing in the file',
    means: 'The file holds nothing but white space and comments.',
    matters: 'An empty runbook recovers nothing. Begin with a copy of one that works.',
    example: { of: 'file', before: '# to be written', after: '' },
  },
  yaml: {
    summary: 'the file is no YAML',
    means:
      'YAML cannot be read any further from here on: a quote, a bracket or a colon is missing or stands in the wrong place.',
    matters: 'Nothing of a file that cannot be read can run.',
    example: { before: 'objectives: { rto: 75m', after: 'objectives: { rto: 75m }' },
  },
  'yaml-tab': {
    summary: 'a line begins with a tab',
    means: 'YAML indents with spaces only. Where a tab stands, nobody can say how deep the line is.',
    matters: 'A step that looks as if it stood within another one does not.',
    example: { before: 'objectives:\n\trto: 75m', after: 'objectives:\n  rto: 75m' },
  },
  'yaml-indent': {
    summary: 'a line is indented to where nothing else begins',
    means: 'The line begins further right than the keys that it stands beside, or between two depths.',
    matters: 'YAML joins such lines into one value, or takes a key for part of another step.',
    example: {
      before: 'inputs:\n  cluster: { type: cluster }\n namespace: { type: namespace }',
      after: 'inputs:\n  cluster: { type: cluster }\n  namespace: { type: namespace }',
    },
  },
  'yaml-quote': {
    summary: 'YAML reads this value as something else: it needs quotes',
    means:
      'Within { } and [ ] a value ends at a comma or bracket; anywhere it ends at ": " and " #", and one that begins with a quote, "!", "{" is no plain text. The expression would be cut there.',
    matters: 'Half an expression is often a whole one that means something else, and nothing would say so.',
    example: {
      of: 'steps',
      before: "- { title: Look again, if: $contains($look.reason, 'timeout'), uses: check-cluster }",
      after: '- { title: Look again, if: "$contains($look.reason, \'timeout\')", uses: check-cluster }',
    },
  },
  'yaml-alias': {
    summary: 'an alias stands for nothing, or for itself',
    means:
      '`*name` repeats what was marked with `&name` before it in the same file. Nothing is marked so, or the alias stands within what it repeats.',
    matters: 'The value that was meant is not there.',
    example: { before: 'objectives: { rto: *long }', after: 'objectives: { rto: 75m }' },
  },
  'duplicate-key': {
    summary: 'a key stands twice in one map',
    means:
      'The same key is written twice beside itself. YAML forbids it, and readers that allow it take the last one.',
    matters: 'Whoever reads the first of the two at night believes something that is not so.',
    example: { before: 'deadline: 90m\ndeadline: 2h', after: 'deadline: 2h' },
  },
  'merge-key': {
    summary: 'a merge key with something that is no map',
    means:
      '`<<: *name` takes over the keys of a map that stands in this file, of several with `<<: [*one, *other]`. Keys that are written beside it win.',
    matters: 'Nothing would be taken over, and nobody would be told.',
    example: { before: 'objectives:\n  <<: 75m', after: 'objectives:\n  <<: { rto: 75m }' },
  },
  'several-documents': {
    summary: 'a second document begins in the file',
    means: 'The line "---" begins another YAML document. A file holds one runbook.',
    matters: 'Only the first would ever be read.',
    example: { before: 'severity: high\n---\nseverity: low', after: 'severity: high' },
  },
} as const satisfies Explanations;
