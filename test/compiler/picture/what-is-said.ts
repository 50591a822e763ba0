import { everyPart, type Model, type Node, type Part } from '../../../lib/compiler/picture/model.ts';
import { stateWords } from '../../../lib/compiler/picture/states.ts';
import { plainText } from '../../../lib/compiler/picture/wrap-text.ts';
import type { Geometry } from './geometry.ts';

/** Without the spaces at which lines are broken. */
const closed = (text: string): string => text.replaceAll(' ', '');

const partsOf = ({ parts, always }: Model): Part[] => everyPart([...parts, ...(always ? [always] : [])]);

/** Everything that a model says of each step, by id, in the order of a box. */
export function saidInModel(model: Model): Record<string, string> {
  const words = ({ title, state, remarks, failure }: Node) =>
    [
      ...(state === undefined ? [] : [stateWords[state]]),
      title,
      ...remarks.map(({ text }) => text),
      ...(failure === undefined ? [] : [failure]),
    ]
      .map(plainText)
      .join('');
  return Object.fromEntries(partsOf(model).map(({ node }) => [node.id, closed(words(node))]));
}

/** What can be read in the boxes and frames of a picture, by id. */
export function saidInPicture({ boxes, frames }: Geometry): Record<string, string> {
  return Object.fromEntries(
    [...boxes, ...frames]
      .filter(({ id }) => id !== '')
      .map(({ id, texts }) => [id, closed(texts.map(({ text }) => text).join(''))]),
  );
}

/** The steps of each group and loop, by id of the group, and by themselves those of `always`. */
export function groupsIn(model: Model): Record<string, string[]> {
  return Object.fromEntries(
    partsOf(model).flatMap(({ node, ways }) =>
      ways === undefined || ways.grouping === 'choose'
        ? []
        : [[node.id, ways.list.flatMap((way) => everyPart(way.parts)).map((part) => part.node.id)]],
    ),
  );
}

/** Steps that nothing leads to: the start, and the first ones in a frame. */
export function withoutWayInModel(model: Model): string[] {
  const groups = partsOf(model).filter(({ ways }) => ways !== undefined && ways.grouping !== 'choose');
  const first = groups.flatMap(({ ways }) => (ways?.list ?? []).flatMap((way) => way.parts.slice(0, 1)));
  const always = model.always === undefined ? [] : [model.always];
  return [model.start.id, ...[...first, ...always].map(({ node }) => node.id)];
}
