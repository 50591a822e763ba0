import type { Explanation } from './explanation.ts';
import { expressionExplanations } from './explanations/expression.ts';
import { peopleExplanations } from './explanations/people.ts';
import { safetyExplanations } from './explanations/safety.ts';
import { shapeExplanations } from './explanations/shape.ts';
import { yamlExplanations } from './explanations/yaml.ts';

/**
 * Every kind of mistake that the checker can give, by its code. The codes are this table's keys: one without an explanation does
 * not compile. Long, and read only when somebody asks.
 */
export const explanations = {
  ...yamlExplanations,
  ...shapeExplanations,
  ...expressionExplanations,
  ...safetyExplanations,
  ...peopleExplanations,
} as const;

export type MistakeCode = keyof typeof explanations;

export function explanationOf(code: MistakeCode): Explanation {
  return explanations[code];
}

export function isMistakeCode(text: string): text is MistakeCode {
  return Object.hasOwn(explanations, text);
}
