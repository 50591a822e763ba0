import type { Definition } from '../../model/asl.ts';
import type { Json } from '../../model/json.ts';
import type { TaskAnswer } from '../execution.ts';

/** One recorded execution; shared/conformance/stepfunctions/README.md describes it. */
export interface Case {
  name: string;
  type?: string;
  flags?: string[];
  features?: string[];
  definition: Definition;
  input: Json;
  resources?: Record<string, (TaskAnswer | { hang: true })[]>;
  expected: {
    status: string;
    output: Json;
    error: Json;
    cause: Json;
    events?: RecordedEvent[] | null;
  };
  placeholders: string[];
}
export interface RecordedEvent {
  id: number | null;
  previousEventId: number | null;
  type: string;
  [detail: string]: Json;
}

/** A definition that is only checked, with what the service says of it. */
export interface InvalidCase {
  name: string;
  definition?: unknown;
  /** Instead of `definition`, when it is no JSON object. */
  definitionText?: string;
  expected: { result: 'OK' | 'FAIL'; diagnostics?: Json[]; error?: string; message?: string };
}

/** Something that is not as it was recorded. */
export interface Difference {
  /** What is compared, such as `output` or `event 7 (TaskFailed) cause`. */
  where: string;
  expected: Json;
  got: Json;
}
