import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv, type ErrorObject } from 'ajv';
import { parse, stringify } from 'yaml';
import type { Explanation } from '../../../lib/runbook/explanation.ts';
import { explanations } from '../../../lib/runbook/explanations.ts';
import { schemaFiles } from '../../../lib/runbook/editor-schema/schema-files.ts';
import { stepKeys } from '../../../lib/runbook/step-keys.ts';
import { runbookKeys, stepKinds } from '../../../lib/runbook/words.ts';
import { readRunbook } from '../../../lib/runbook/read-runbook.ts';
import { catalog } from '../../../lib/steps/catalog.ts';
import { exampleFile } from '../example-file.ts';
import { generatedRunbook } from '../generated-runbook.ts';
import { smallEstate } from '../surroundings.ts';

const root = join(__dirname, '..', '..', '..');
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const checkedIn = {
  runbook: JSON.parse(read('schema', 'runbook.json')),
  estate: JSON.parse(read('schema', 'rebound.json')),
};

const ajv = new Ajv({ allErrors: true, strict: false, logger: false });
const checks = {
  runbook: ajv.compile(checkedIn.runbook),
  estate: ajv.compile(checkedIn.estate),
};

/** What the schema has against a text: where, and what. */
function complaints(text: string, of: 'runbook' | 'estate' = 'runbook'): string[] {
  const check = checks[of];
  check(parse(text, { merge: true }));
  return (check.errors ?? []).map((error: ErrorObject) => `${error.instancePath} ${error.message ?? ''}`);
}

test.each(Object.entries(schemaFiles()))('schema/%s is current: npm run schema writes it', (name, text) => {
  expect(read('schema', name)).toBe(text);
});

describe('what the reader takes, the schema takes', () => {
  const shipped = readdirSync(join(root, 'runbooks')).map((name) => join('runbooks', name));
  test.each(shipped)('%s', (file) => {
    expect(complaints(read(file))).toEqual([]);
  });

  test('rebound.yaml', () => {
    expect(complaints(read('rebound.yaml'), 'estate')).toEqual([]);
    expect(
      complaints(
        'account: 012345678901\nregion: eu-west-1\nrecovery_region: eu-central-1\nclusters:\n  a:\n',
        'estate',
      ),
    ).toEqual([]);
  });

  test.each([1, 2, 3])('generated runbook %i', (number) => {
    expect(complaints(generatedRunbook(number))).toEqual([]);
  });

  const mended = Object.entries<Explanation>(explanations).flatMap(([code, { example }]) =>
    example && example.after !== '' && example.of?.endsWith('.yaml') !== true && example.of !== 'file'
      ? [[code, exampleFile(example.after, example.of)] as const]
      : [],
  );
  test.each(mended)('the mended example of %s', (_, text) => {
    const { runbook } = readRunbook(text, 'f.yaml', { catalog, estate: smallEstate });
    if (runbook) expect(complaints(text)).toEqual([]);
  });

  test.each(Object.values(catalog).map(({ uses, example }) => [uses, example] as const))(
    'the example of %s',
    (_, example) => {
      expect(complaints(withSteps(example))).toEqual([]);
    },
  );

  test.each([
    ['an account as a number', 'target: { account: 012345678901, region: eu-west-1 }'],
    ['several targets', 'target: [{ cluster: $inputs.cluster }, { database: payments }]'],
    ['a webhook', 'triggers: [{ webhook: { alertname: Gone }, inputs: { cluster: prod-blue } }]'],
    ['a schedule', 'triggers: [{ schedule: rate(7 days), mode: drill, inputs: {} }]'],
    ['unattended', 'unattended: true'],
    [
      'an input of every kind',
      'inputs: { a: { type: choice, choices: [x] }, b: { type: string, pattern: x, list: true, secret: true, default: [x] } }',
    ],
    [
      'always',
      'always: [{ title: Tell, uses: announce, with: { text: "{{ $run.outcome }}" }, on_failure: continue }]',
    ],
    [
      'answers that bring more',
      'rehearsals: [{ name: x, people: { a: [{ answer: done, after: 0m, record: { x: 1 } }, silent], b: approve after 0m }, expect: { unchanged: true } }]',
    ],
    [
      'secrets of a rehearsal',
      'rehearsals: [{ name: x, given: { secrets: { a: b } }, expect: { outcome: planned } }]',
    ],
  ])('%s', (_, key) => {
    expect(complaints(withKey(key))).toEqual([]);
  });

  test.each([
    ['a wait', '{ title: W, wait: 5m, if: true }'],
    [
      'branches',
      '{ title: P, parallel: [[{ title: A, wait: 1m }], [{ title: B, wait: 1m }]], on_failure: stop }',
    ],
    [
      'a loop',
      '{ id: each, title: E, for_each: $inputs.list, max_parallel: 3, steps: [{ title: A, uses: check-cluster, with: { cluster: $item } }], on_failure: continue }',
    ],
    [
      'a loop that stops',
      '{ title: E, for_each: "[1, 2]", stop_when: "$a.x = 1", steps: [{ title: A, wait: 1m }] }',
    ],
    [
      'ways',
      '{ title: C, choose: [{ when: $a.b, steps: [{ title: A, wait: 1m }] }, { when: true, finish: { outcome: failed, because: x } }, { when: x, continue_with: { runbook: other, inputs: { a: $b }, because: "{{ $c }}" } }], otherwise: [{ title: B, wait: 1m }] }',
    ],
    [
      'until',
      '{ id: l, title: L, uses: check-cluster, until: "$l.api = \'HEALTHY\'", every: 1m, timeout: 1h, on_timeout: [{ title: T, wait: 1m }] }',
    ],
    [
      'retry and steps on failure',
      '{ title: R, uses: page, with: { who: a, text: b }, retry: { times: 3, every: 1m, backoff: 1.5 }, on_failure: [{ title: T, wait: 1m }] }',
    ],
    ['undo of its own', '{ title: U, uses: restore-backup, with: { backup: $c.backup }, undo: {} }'],
    [
      'undo with other values',
      '{ title: U, uses: restore-backup, with: { backup: $c.backup }, undo: { with: { backup: x } } }',
    ],
    [
      'undo by another',
      '{ title: U, uses: restore-backup, with: { backup: $c.backup }, undo: { uses: manual, with: { text: Undo it } } }',
    ],
    [
      'a quorum by group',
      '{ title: A, uses: approve, with: { question: q, ask: [{ who: a, for: 5m }], quorum: { a: 1, b: 2 }, may_approve: [a, b] } }',
    ],
    [
      'a duration from an expression',
      '{ title: F, uses: find-backup, with: { newest_within: $inputs.age, name: "{{ $inputs.name }}" } }',
    ],
    ['an inventory that is a map', '{ title: V, uses: verify-workloads, with: { against: { apps: [$a] } } }'],
    [
      'a nested run',
      '{ id: n, title: N, uses: runbook, with: { runbook: other, inputs: { a: [1, $b] } }, undo: { uses: page, with: { who: a, text: b } } }',
    ],
  ])('%s', (_, step) => {
    expect(complaints(withSteps(`- ${step}`))).toEqual([]);
  });
});

describe('what is a common mistake, the schema refuses', () => {
  test.each([
    ['a typo in a key', 'ownr: x', 'must NOT have additional properties'],
    ['a number for a duration', 'deadline: 90', '/deadline must be string'],
    ['a name in capitals', 'runbook: Restore', '/runbook must match pattern'],
    ['a severity that there is not', 'severity: bad', '/severity must be equal to one of the allowed values'],
    ['an unknown type of input', 'inputs: { a: { type: text } }', '/inputs/a/type must be equal'],
    [
      'a choice without choices',
      'inputs: { a: { type: choice } }',
      "/inputs/a must have required property 'choices'",
    ],
    ['an empty target', 'target: {}', '/target must NOT have fewer than 1 properties'],
    ['a trigger by two things', 'triggers: [{ alarm: x, schedule: rate(1 day) }]', '/triggers/0'],
    ['a mode for an alarm', 'triggers: [{ alarm: x, mode: drill }]', '/triggers/0/mode'],
    ['no steps', 'steps: []', '/steps must NOT have fewer than 1 items'],
    [
      'an approval at the end',
      'always: [{ title: x, uses: approve, with: { question: q, ask: [{ who: a, for: 5m }] } }]',
      '/always/0/uses must be equal',
    ],
    ['an ending at the end', 'always: [{ title: x, finish: { outcome: failed, because: y } }]', '/always/0'],
    [
      'an outcome that there is not',
      'rehearsals: [{ name: x, expect: { outcome: fixed } }]',
      '/rehearsals/0/expect/outcome',
    ],
    [
      'an answer without its time',
      'rehearsals: [{ name: x, people: { a: approve }, expect: { unchanged: true } }]',
      '/rehearsals/0/people/a',
    ],
  ])('%s', (_, key, told) => {
    expect(complaints(withKey(key)).join('\n')).toContain(told);
  });

  test.each([
    ['an unknown step type', '{ title: x, uses: restore }', '/steps/0/uses must be equal'],
    ['no title', '{ uses: check-cluster }', "/steps/0 must have required property 'title'"],
    [
      'an expression in a title',
      '{ title: "{{ $a }}", uses: check-cluster }',
      '/steps/0/title must match pattern',
    ],
    ['an id with a dash', '{ id: look-at, title: x, uses: check-cluster }', '/steps/0/id must match pattern'],
    [
      'an id that means something',
      '{ id: inputs, title: x, uses: check-cluster }',
      '/steps/0/id must match pattern',
    ],
    ['nothing to do', '{ title: x }', '/steps/0 must match a schema in anyOf'],
    [
      'two things to do',
      '{ title: x, uses: check-cluster, wait: 5m }',
      '/steps/0/wait boolean schema is false',
    ],
    ['a key of another step', '{ title: x, wait: 5m, timeout: 5m }', '/steps/0'],
    [
      'an unknown field',
      '{ title: x, uses: page, with: { who: a, text: b, urgent: true } }',
      '/steps/0/with must NOT have additional',
    ],
    [
      'a missing field',
      '{ title: x, uses: page, with: { who: a } }',
      "/steps/0/with must have required property 'text'",
    ],
    ['no with', '{ title: x, uses: page }', "/steps/0 must have required property 'with'"],
    [
      'a unit in words',
      '{ title: x, uses: find-backup, with: { newest_within: 12 hours } }',
      '/steps/0/with/newest_within must match pattern',
    ],
    [
      'a number for a text',
      '{ title: x, uses: page, with: { who: 5, text: b } }',
      '/steps/0/with/who must be string',
    ],
    [
      'until where nothing is looked at',
      '{ title: x, uses: page, with: { who: a, text: b }, until: $c }',
      '/steps/0/until boolean schema is false',
    ],
    [
      'retry of a question',
      '{ title: x, uses: wait, with: { for: 5m }, retry: { times: 2 } }',
      '/steps/0/retry boolean schema is false',
    ],
    [
      'undo of a look',
      '{ title: x, uses: check-cluster, undo: {} }',
      '/steps/0/undo boolean schema is false',
    ],
    [
      'an unknown field of undo',
      '{ title: x, uses: restore-backup, with: { backup: a }, undo: { with: { x: 1 } } }',
      '/steps/0/undo/with must NOT have additional',
    ],
    ['a word for on_failure', '{ title: x, uses: check-cluster, on_failure: retry }', '/steps/0/on_failure'],
    [
      'a deep mistake',
      '{ title: x, choose: [{ when: $a, steps: [{ title: y, uses: page }] }] }',
      "/steps/0/choose/0/steps/0 must have required property 'with'",
    ],
    [
      'an arm with two bodies',
      '{ title: x, choose: [{ when: $a, steps: [{ title: y, wait: 1m }], finish: { outcome: failed, because: x } }] }',
      '/steps/0/choose/0/finish boolean schema is false',
    ],
    [
      'a branch that is a step',
      '{ title: x, parallel: [{ title: y, wait: 1m }] }',
      '/steps/0/parallel/0 must be array',
    ],
    [
      'an ending that there is not',
      '{ title: x, finish: { outcome: handed-on, because: y } }',
      '/steps/0/finish/outcome must be equal',
    ],
    [
      'an expression for who is asked',
      '{ title: x, uses: approve, with: { question: q, ask: $inputs.ask } }',
      '/steps/0/with/ask must be array',
    ],
  ])('%s', (_, step, told) => {
    expect(complaints(withSteps(`- ${step}`)).join('\n')).toContain(told);
  });

  test.each([
    'id-with-a-dash',
    'id-that-looks-right',
    'name-in-a-title',
    'one-level-as-a-word',
    'seconds-without-unit',
  ])('the file %s', (name) => {
    expect(complaints(read('test', 'runbook', 'mistakes', `${name}.yaml`))).not.toEqual([]);
  });
});

describe('the words', () => {
  const { properties, definitions } = checkedIn.runbook as {
    properties: object;
    definitions: Record<string, Definition>;
  };
  interface Definition {
    allOf?: {
      if?: { required?: string[] };
      then?: { properties?: object; propertyNames?: { enum: string[] } };
    }[];
  }

  test('are all keys of a runbook and of each kind of step', () => {
    expect(Object.keys(properties)).toEqual([...runbookKeys]);
    const kinds = definitions['step']?.allOf ?? [];
    for (const word of stepKinds) {
      const kind = kinds.find((one) => one.if?.required?.[0] === word && one.then?.propertyNames);
      const offered = Object.keys(kind?.then?.properties ?? {});
      expect(stepKeys[word].known).toEqual(expect.arrayContaining(offered));
      expect(kind?.then?.propertyNames?.enum).toEqual(expect.arrayContaining([...stepKeys[word].known]));
    }
  });

  test('each have a description, wherever an editor offers them', () => {
    const silent: string[] = [];
    const look = (schema: unknown, path: string): void => {
      if (schema === null || typeof schema !== 'object') return;
      const { properties: offered, ...rest } = schema as {
        properties?: Record<string, Record<string, unknown> | false>;
      };
      for (const [name, one] of Object.entries(offered ?? {})) {
        if (
          one !== false &&
          !('description' in one) &&
          !('$ref' in one) &&
          !('const' in one) &&
          !path.includes('/if')
        )
          silent.push(`${path}/${name}`);
        look(one, `${path}/${name}`);
      }
      for (const [word, one] of Object.entries(rest))
        if (word !== 'defaultSnippets') look(one, `${path}/${word}`);
    };
    look(checkedIn.runbook, '');
    // a step type's own text stands in the place of this one, and list and map values have their field's
    expect(
      silent.filter((path) => !/\/uses$|\/with$|^\/definitions\/fields-of-[a-z-]+\/[a-z_]+\//.test(path)),
    ).toEqual([]);
  });
});

describe('the snippets', () => {
  interface Found {
    label: string;
    body?: unknown;
    bodyText?: string;
  }
  const { defaultSnippets, properties } = checkedIn.runbook as {
    defaultSnippets: Found[];
    properties: Record<
      'steps' | 'rehearsals' | 'triggers' | 'inputs' | 'target',
      { defaultSnippets: Found[] }
    >;
  };

  /** What stands there when nothing is filled in: of several words the first. */
  const filled = (text: string): string => {
    const places = new Map(
      [...text.matchAll(/\$\{(\d+)[:|]((?:\\.|[^}\\|,])*)/g)].map(([, place, value]) => [place, value ?? '']),
    );
    return text
      .replaceAll(/\$\{(\d+)(?::(?:\\.|[^}\\])*|\|[^|]*\|)\}/g, (_, place: string) => places.get(place) ?? '')
      .replaceAll(/(?<!\\)\$(\d+)/g, (_, place: string) => places.get(place) ?? '')
      .replaceAll(/\\([$}\\])/g, '$1');
  };
  /** A body as the editor writes it: its texts as they are. */
  const written = (body: unknown): unknown => {
    if (Array.isArray(body)) return body.map(written);
    if (typeof body === 'object' && body !== null)
      return Object.fromEntries(Object.entries(body).map(([key, value]) => [filled(key), written(value)]));
    return parse(filled(String(body)));
  };

  test.each(defaultSnippets)('$label is a runbook without mistakes', ({ bodyText = '' }) => {
    const text = filled(bodyText);
    const { runbook, mistakes } = readRunbook(text, 'f.yaml', { catalog, estate: smallEstate });
    expect(mistakes.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(runbook?.runbook).toBe('restore-namespace');
    expect(complaints(text)).toEqual([]);
  });

  test.each(properties.steps.defaultSnippets)('$label fits', ({ body }) => {
    expect(complaints(withSteps(stringify([written(body)])))).toEqual([]);
  });

  test.each(['rehearsals', 'triggers'] as const)('those of %s fit', (key) => {
    for (const { body } of properties[key].defaultSnippets)
      expect(complaints(withKey(stringify({ [key]: [written(body)] })))).toEqual([]);
  });

  test('there is one for each step type and each word', () => {
    const labels = properties.steps.defaultSnippets.map(({ label }) => label.replace('step: ', ''));
    const wanted = [...Object.keys(catalog), ...stepKinds.filter((word) => word !== 'uses')];
    expect([...new Set(labels)].sort()).toEqual([...new Set(wanted)].sort());
  });

  test('each step type has its own example, comments aside', () => {
    for (const { uses, example } of Object.values(catalog)) {
      const found = properties.steps.defaultSnippets.find(({ label }) => label === `step: ${uses}`);
      expect(written(found?.body)).toEqual(parse(example)[0]);
    }
  });
});

function withKey(key: string): string {
  const rest =
    'runbook: a\ntitle: A\nowner: b\ndeadline: 1h\ntarget: { cluster: a }\nsteps: [{ title: W, wait: 1m }]';
  const name = key.slice(0, key.indexOf(':'));
  return `${rest
    .split('\n')
    .filter((line) => !line.startsWith(`${name}:`))
    .join('\n')}\n${key}\n`;
}

function withSteps(steps: string): string {
  return withKey(`steps:\n${steps.replaceAll(/^/gm, '  ')}`);
}
