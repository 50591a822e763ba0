import type { Definition } from '../model/asl.ts';
import { fail } from '../model/errors.ts';
import { everyState } from './walk-states.ts';
import { isObject } from '../model/json.ts';

const fields = ['FunctionName', 'TopicArn'];

/** The definition with its placeholders replaced: `names` by function (`open-run`, `step-check-cluster`) and `topic`. Broken when one has no name. */
export function withArns(definition: Definition, names: Record<string, string>): Definition {
  const copy: Definition = structuredClone(definition);
  for (const { state } of everyState(copy)) {
    if (state.Type !== 'Task' || !isObject(state.Arguments)) continue;
    for (const field of fields) {
      const name = placeholderName(state.Arguments[field]);
      if (name !== undefined) state.Arguments[field] = arnOf(name, names);
    }
  }
  return copy;
}

/** The names of all placeholders of a definition, each once, sorted. */
export function placeholders(definition: Definition): string[] {
  const found = everyState(definition).flatMap(({ state }) => {
    if (state.Type !== 'Task' || !isObject(state.Arguments)) return [];
    const given = state.Arguments;
    return fields.flatMap((field) => placeholderName(given[field]) ?? []);
  });
  return [...new Set(found)].sort();
}

function placeholderName(value: unknown): string | undefined {
  return typeof value === 'string' ? /^\$\{([a-z0-9-]+)\}$/.exec(value)?.[1] : undefined;
}

function arnOf(name: string, names: Record<string, string>): string {
  const arn = names[name];
  if (arn === undefined)
    fail('Broken', {
      what: `the definition needs ${name}, for which no ARN was given`,
      todo: 'give all of its placeholders a name',
    });
  return arn;
}
