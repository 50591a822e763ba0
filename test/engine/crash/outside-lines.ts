import type { Event } from '../../../lib/engine/event.ts';
import type { Called, Question } from './outside.ts';

/** What the outside saw of an engine, a line of JSON each. */
export type Line =
  | { called: Called }
  | { question: Question }
  | { settled: string }
  | { accepted: string }
  | { told: string; event: Event };
