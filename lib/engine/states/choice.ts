import type { ChoiceState } from '../../model/asl.ts';
import { StateFailure } from '../failure.ts';
import { unexpectedType } from '../fields.ts';
import { leave } from '../flow.ts';
import { scopeOf } from '../scope.ts';
import { fill } from '../template.ts';
import type { StateKind } from '../work.ts';

/** The first rule whose condition is true decides, with its own Assign and Output; otherwise Default, with the state's. */
export const choice: StateKind<ChoiceState> = {
  async begin(work, frame, state) {
    for (const [index, rule] of state.Choices.entries()) {
      const place = `Choices[${index}]/`;
      const taken = await fill(rule.Condition, `${place}Condition`, () => scopeOf(work, frame));
      if (typeof taken !== 'boolean')
        throw unexpectedType(rule.Condition, `${place}Condition`, 'boolean', taken);
      if (taken) return leave(work, frame, rule, { otherwise: frame.input, place });
    }
    // The specification calls this States.NoChoiceMatched; the service was measured to say States.Runtime (docs/engine.md).
    if (state.Default === undefined)
      throw new StateFailure(
        'States.Runtime',
        `An error occurred while executing the state '${frame.state}' (entered at the event id #${frame.entered}). Failed to transition out of the state. The state does not point to a next state.`,
      );
    const { Assign, Output } = state;
    await leave(work, frame, { Next: state.Default, Assign, Output }, { otherwise: frame.input });
  },
};
