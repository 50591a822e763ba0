import { jsonIn, optional, text } from './request.ts';
import type { Operation } from './operations.ts';

/** What someone who holds a task's token can say. */
export const taskOperations: Record<string, Operation> = {
  async SendTaskSuccess(engine, request) {
    const token = text(request, 'taskToken');
    const ok = jsonIn(text(request, 'output'), 'InvalidOutput', 'Output');
    await engine.answer(token, { ok });
    return {};
  },

  async SendTaskFailure(engine, request) {
    const error = optional(request, 'error');
    const cause = optional(request, 'cause');
    await engine.answer(text(request, 'taskToken'), { error, cause });
    return {};
  },

  async SendTaskHeartbeat(engine, request) {
    await engine.heartbeat(text(request, 'taskToken'));
    return {};
  },
};
