import { expect, test } from '@jest/globals';
import type { FlowStep } from '../../../lib/compiler/manifest.ts';
import { compile } from '../../../lib/compiler/compile.ts';
import { everyState } from '../../../lib/compiler/walk-states.ts';
import { generated, seed, surroundings } from '../generated.ts';

const everyStep = (flow: FlowStep[]): FlowStep[] =>
  flow.flatMap((step) => {
    const ways = (step.ways ?? []).flatMap((way) => way.steps);
    return [step, ...everyStep([...ways, ...(step.late ?? []), ...(step.failed ?? [])])];
  });

test(`the manifest's flow is that of the definition, seed ${seed}`, () => {
  for (const { runbook, definition } of generated) {
    const { manifest } = compile(runbook, surroundings);
    const flow = everyStep([...(manifest.flow ?? []), ...(manifest.always ?? [])]);
    expect(flow.map(({ step }) => step)).toEqual(manifest.steps.map(({ id }) => id));
    const states = new Map(everyState(definition).map(({ name, state }) => [name, state]));
    for (const { step, ways, if: condition } of flow) {
      const { title = '', states: own = [] } = manifest.steps.find(({ id }) => id === step) ?? {};
      const chooser = states.get(title);
      const rules = chooser?.Type === 'Choice' ? chooser.Choices.map(({ Comment }) => Comment) : [];
      expect((ways ?? []).flatMap(({ when }) => when ?? [])).toEqual(rules);
      // within a branch an ending leaves the branch first
      for (const { ends } of ways ?? [])
        if (ends) expect(['Succeed', 'Fail']).toContain(states.get(ends.state)?.Type);
      expect(condition !== undefined).toBe(own.includes(`${title} · if`));
    }
  }
});
