import type { Definition } from '../../model/asl.ts';
import { fault, type Fault } from '../fault.ts';
import { Findings, type Diagnostic } from './diagnostic.ts';
import { parseJson } from './json-text.ts';
import { checkMachine } from './states.ts';

/** A definition out of its text. Fault: InvalidDefinition, as CreateStateMachine words it. */
export function checkedDefinition(text: string): Definition {
  const { value, diagnostics } = readDefinition(text);
  if (value && diagnostics.length === 0) return value;
  throw invalid(diagnostics);
}

/** Measured: what has no place is "at null". */
function invalid(diagnostics: readonly Diagnostic[]): Fault {
  const details = diagnostics.map(
    ({ code, message, location }) => `${code}: ${message} at ${location ?? 'null'}`,
  );
  return fault('InvalidDefinition', `Invalid State Machine Definition: '${details.join(', ')}'`);
}

/** Reads a definition and says all that is wrong with it, as ValidateStateMachineDefinition does. */
export function readDefinition(text: string): { value?: Definition; diagnostics: Diagnostic[] } {
  const found = new Findings();
  if (text.trim() === '') {
    found.add('MISSING_DESCRIPTION', 'Received a null or empty workflow input.');
    return { diagnostics: found.diagnostics };
  }
  const parsed = parseJson(text);
  if ('problem' in parsed) {
    found.add('INVALID_JSON_DESCRIPTION', parsed.problem, '/');
    return { diagnostics: found.diagnostics };
  }
  return checkDefinition(parsed.value);
}

/** All that is wrong with a definition that was parsed or made already; `value` when nothing is. */
export function checkDefinition(value: unknown): { value?: Definition; diagnostics: Diagnostic[] } {
  const found = new Findings();
  checkMachine(value, found);
  return isDefinition(value, found) ? { value, diagnostics: [] } : { diagnostics: found.diagnostics };
}

function isDefinition(_value: unknown, { diagnostics }: Findings): _value is Definition {
  return diagnostics.length === 0;
}
