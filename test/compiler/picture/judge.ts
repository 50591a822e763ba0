import { expect } from '@jest/globals';
import { type Drawable, modelOf } from '../../../lib/compiler/picture/model-of.ts';
import { picture, type PictureOptions } from '../../../lib/compiler/picture/picture.ts';
import { insideOf, withoutWayIn } from './connections.ts';
import { geometryOf } from './geometry.ts';
import { troublesIn } from './troubles.ts';
import { groupsIn, saidInModel, saidInPicture, withoutWayInModel } from './what-is-said.ts';

/** Everything that has to be so in a picture, whatever the runbook: `index` says which one it is. */
export function judge(
  index: number | string,
  drawable: Drawable,
  options: PictureOptions,
  widthMax = 1440,
): void {
  const geometry = geometryOf(picture(drawable, options));
  expect({ index, troubles: troublesIn(geometry, widthMax) }).toEqual({ index, troubles: [] });
  const model = modelOf(drawable, options.states, options.asks);
  const { [model.start.id]: _, [model.end.id]: __, ...said } = saidInPicture(geometry);
  expect({ index, said }).toEqual({ index, said: saidInModel(model) });
  const frames = Object.fromEntries(
    geometry.frames.flatMap((frame) =>
      frame.id === '' ? [] : [[frame.id, insideOf(frame, geometry).sort()]],
    ),
  );
  const groups = Object.entries(groupsIn(model)).map(([id, steps]) => [id, steps.sort()]);
  expect({ index, frames }).toEqual({ index, frames: Object.fromEntries(groups) });
  const alone = new Set(withoutWayInModel(model));
  expect({ index, lost: withoutWayIn(geometry).filter((id) => !alone.has(id)) }).toEqual({ index, lost: [] });
}
