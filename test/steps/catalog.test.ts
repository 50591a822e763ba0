import { describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { catalog, stepTypeNamed, stepTypeNames } from '../../lib/steps/catalog.ts';
import type { Fields, StepType } from '../../lib/steps/step-type.ts';

const types: StepType[] = Object.values(catalog);

test('every type stands under its own name', () => {
  for (const [name, type] of Object.entries(catalog)) expect(type.uses).toBe(name);
  expect(stepTypeNames).toEqual(Object.keys(catalog).sort());
  expect(stepTypeNamed('find-backup')).toBe(catalog['find-backup']);
  for (const name of ['find_backup', 'toString', '']) expect(stepTypeNamed(name)).toBeUndefined();
});

describe.each(types.map((type): [string, StepType] => [type.uses, type]))('%s', (_, type) => {
  const fieldsOf = (schema: Fields) => Object.keys(schema.shape).sort();

  test('describes every field, in a line', () => {
    expect(Object.keys(type.fields.with).sort()).toEqual(fieldsOf(type.with));
    expect(Object.keys(type.fields.output).sort()).toEqual(fieldsOf(type.output));
    const lines = [type.summary, ...Object.values(type.fields.with), ...Object.values(type.fields.output)];
    for (const line of lines) expect(line).toMatch(/^\S.{3,}[^.\s]$/);
  });

  test('says how fields read in text only of fields that it has', () => {
    for (const field of Object.keys(type.types)) expect(fieldsOf(type.output)).toContain(field);
  });

  test('gives an editor a JSON schema of its `with` as written', () => {
    const schema = z.toJSONSchema(type.with, { io: 'input' });
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(Object.keys(schema.properties ?? {}).sort()).toEqual(fieldsOf(type.with));
  });

  test('asks IAM for named actions on named resources', () => {
    for (const { actions, resources } of [...type.permissions.read, ...type.permissions.change]) {
      for (const action of actions) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/);
      const alone = actions.every((action) => action === 'eks:ListClusters');
      for (const resource of resources) expect(resource === '*').toBe(alone);
    }
  });

  test('a type that changes something outside can take it back, and only such a type', () => {
    expect(type.undo !== undefined).toBe(type.kind === 'changes');
  });

  test('refuses a `with` that is no map, and names its fields', () => {
    for (const given of [null, 'x', []]) {
      const parsed = z.safeParse(type.with, given);
      expect(parsed.error?.issues[0]?.message).toMatch(/^expected a map with [a-z_, ]+, found /);
    }
  });
});
