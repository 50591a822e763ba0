import type { Json } from '../../model/json.ts';
import { checkedDefinition, readDefinition } from '../definition/read.ts';
import { Fault } from '../fault.ts';
import type { Difference, InvalidCase } from './case.ts';
import { matchesRecorded } from './recorded.ts';

/** Checks a definition and says what differs from what the service says of it. */
export function invalidDifferences({ definition, definitionText, expected }: InvalidCase): Difference[] {
  const text = definitionText ?? JSON.stringify(definition);
  const { diagnostics } = readDefinition(text);
  const found: Difference[] = [];
  const compare = (where: string, wanted: Json | undefined, got: Json): void => {
    if (wanted !== undefined && !matchesRecorded(wanted, got, []))
      found.push({ where, expected: wanted, got });
  };
  compare(
    'result',
    expected.result,
    diagnostics.some(({ severity }) => severity === 'ERROR') ? 'FAIL' : 'OK',
  );
  compare('diagnostics', expected.diagnostics, diagnostics.map(asJson));
  if (expected.error !== undefined || expected.message !== undefined) {
    const { name, message } = faultOf(text);
    compare('error', expected.error, name);
    compare('message', expected.message, message);
  }
  return found;
}

function asJson(value: object): Json {
  const json: Json = JSON.parse(JSON.stringify(value));
  return json;
}

function faultOf(text: string): { name: string; message: string } {
  try {
    checkedDefinition(text);
    return { name: 'none', message: 'none' };
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
