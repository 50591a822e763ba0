import { expect, test } from '@jest/globals';
import type { FlowStep } from '../../../lib/compiler/manifest.ts';
import { compile } from '../../../lib/compiler/compile.ts';
import { everyState } from '../../../lib/compiler/walk-states.ts';
import { generated, seed, surroundings } from '../generated.ts';

const everyStep = (flow: FlowStep[]): FlowStep[] =>
  flow.flatMap((step) => [step, ...(step.ways ?? []).flatMap((way) => everyStep(way.steps))]);

test(`the manifest's flow is that of the definition, seed ${seed}`, () => {
  for (const { runbook, definition } of generated) {
    const { manifest } = compile(runbook, surroundings);
    const flow = everyStep(manifest.flow ?? []);
    expect(flow.map(({ step }) => step)).toEqual(manifest.steps.map(({ id }) => id));
    const states = new Map(everyState(definition).map(({ name, state }) => [name, state]));
    for (const { step, ways, if: condition } of flow) {
      const { title = '', states: own = [] } = manifest.steps.find(({ id }) => id === step) ?? {};
      const chooser = states.get(title);
      const rules = chooser?.Type === 'Choice' ? chooser.Choices.map(({ Comment }) => Comment) : [];
      expect((ways ?? []).flatMap(({ when }) => when ?? [])).toEqual(rules);
      for (const way of ways ?? []) if (way.ends) expect(states.get(way.ends.state)?.Type).toBe('Succeed');
      expect(condition !== undefined).toBe(own.includes(`${title} · if`));
    }
  }
});
