import { iso } from '../model/clock.ts';
import type { Json, JsonObject } from '../model/json.ts';

/** What an event tells besides its type. Values are JSON here; the API gives them as text. */
export interface EventDetails {
  name?: string;
  input?: Json;
  output?: Json;
  assignedVariables?: JsonObject;
  error?: string | undefined;
  cause?: string | undefined;
  location?: string | undefined;
  state?: string;
  parameters?: Json;
  resource?: string;
  resourceType?: string;
  region?: string;
  timeoutInSeconds?: number | undefined;
  heartbeatInSeconds?: number | undefined;
  roleArn?: string;
  taskCredentials?: JsonObject;
  length?: number;
  index?: number;
}

/** One event of an execution's history, numbered from 1. */
export interface Event extends EventDetails {
  id: number;
  previousEventId: number;
  type: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** An event as GetExecutionHistory gives it: details under a member named after the type, values as JSON text. */
export interface ApiEvent {
  id: number;
  previousEventId: number;
  type: string;
  /** ISO 8601. */
  timestamp: string;
  [details: `${string}EventDetails`]: Record<string, Json>;
}

/** Types that carry no details in the API. */
const bare = new Set([
  'LambdaFunctionStarted',
  'ParallelStateStarted',
  'ParallelStateSucceeded',
  'ParallelStateFailed',
]);

/** The API's member name: StateEntered and StateExited stand for all state types, the others for themselves. */
function memberOf(type: string): `${string}EventDetails` | undefined {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  if (bare.has(type) || type.endsWith('StateAborted') || /^MapState(Succeeded|Failed)$/.test(type))
    return undefined;
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

/** An event in the shape of the API. */
export function apiEvent(event: Event): ApiEvent {
  const { id, previousEventId, type, at, ...details } = event;
  const shaped: ApiEvent = { id, previousEventId, type, timestamp: iso(at) };
  const member = memberOf(type);
  if (member) shaped[member] = apiDetails(details);
  return shaped;
}

function apiDetails(details: EventDetails): Record<string, Json> {
  const { input, output, parameters, assignedVariables, ...plain } = details;
  const shaped: Record<string, Json> = {};
  const text = (name: string, value: Json | undefined): void => {
    if (value === undefined) return;
    shaped[name] = JSON.stringify(value);
    if (name !== 'parameters') shaped[`${name}Details`] = { truncated: false };
  };
  text('input', input);
  text('output', output);
  text('parameters', parameters);
  if (assignedVariables) {
    const entries = Object.entries(assignedVariables);
    shaped['assignedVariables'] = Object.fromEntries(
      entries.map(([key, value]) => [key, JSON.stringify(value)]),
    );
    shaped['assignedVariablesDetails'] = { truncated: false };
  }
  for (const [name, value] of Object.entries(plain)) if (value !== undefined) shaped[name] = value;
  return shaped;
}
