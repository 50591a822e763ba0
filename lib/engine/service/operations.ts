import type { Json } from '../../model/json.ts';
import type { EngineApi } from '../api.ts';
import { executionOperations } from './executions.ts';
import { machineOperations } from './machines.ts';
import type { Request } from './request.ts';
import { taskOperations } from './tasks.ts';
import { versionOperations } from './version-operations.ts';

export type Answer = Record<string, Json | undefined>;
export type Operation = (engine: EngineApi, request: Request) => Answer | Promise<Answer>;

/** The operations that are answered, by name. */
export const operations: Readonly<Record<string, Operation>> = {
  ...machineOperations,
  ...versionOperations,
  ...executionOperations,
  ...taskOperations,
};
