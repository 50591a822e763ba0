import type { Measurements } from './measurement.ts';

export const measurements: Measurements = {
  help: () => import('./help.ts'),
  check: () => import('./check.ts'),
  'check-many': () => import('./check-many.ts'),
  start: () => import('./demonstration.ts'),
  recovery: () => import('./recovery.ts'),
  transitions: () => import('./transitions.ts'),
  calls: () => import('./calls.ts'),
  'people.asks': () => import('./people/asks.ts'),
  'people.answer': () => import('./people/answer.ts'),
  'people.fact': () => import('./people/first-fact.ts'),
  'engine.speed': () => import('./engine/speed.ts'),
  'engine.growth': () => import('./engine/growth.ts'),
  'engine.memory': () => import('./engine/memory.ts'),
  'engine.time': () => import('./engine/time.ts'),
  explore: () => import('./rehearsal/explore.ts'),
  bundles: () => import('./bundles.ts'),
};
