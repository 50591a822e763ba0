import type { StepCall } from '../model/call.ts';
import { isObject, type Json } from '../model/json.ts';
import { render } from './render.ts';

/** What a step is given: its `with`, rendered, with what a person said instead where the step is tried again with other values. */
export function withValues({ with: given, values }: Pick<StepCall, 'with' | 'values'>): Json {
  const rendered = render(given);
  return values && isObject(rendered) ? { ...rendered, ...values } : rendered;
}
