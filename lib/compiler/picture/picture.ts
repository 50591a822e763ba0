import { describe, outlineOf } from './outline.ts';
import { type Drawable, modelOf } from './model-of.ts';
import { sceneOf } from './scene-of.ts';
import type { StepStates } from './states.ts';
import { pictureStyle, type Theme } from './style.ts';
import { drawScene } from './svg.ts';

export interface PictureOptions {
  /** Default `auto`: light and dark in one picture, as the reader's system has it. */
  theme?: Theme;
  /** How the steps stand in a run, by step id; a step that is not named is `unknown`. Absent: no run, and colours tell kinds of steps. */
  states?: StepStates;
  /** Pixels that the picture may be wide, 320 or more; default 1440. Ways that have no room beside each other stand below each other. */
  width?: number;
  /** Columns for a long runbook, as in a newspaper, as many as there is room for. Default 1. */
  columns?: number;
  /** What happens when a step fails, too. Default false. */
  asks?: boolean;
  /** Default true. */
  legend?: boolean;
  /** False: the page has the style sheet (`pictureStyle`). Default true. */
  style?: boolean;
}

/** A runbook as one SVG document, from its manifest: pure, and the same bytes for the same arguments. Text has 12 pixels and more. */
export function picture(manifest: Drawable, options: PictureOptions = {}): string {
  const model = modelOf(manifest, options.states, options.asks);
  const scene = sceneOf(model, Math.max(320, options.width ?? 1440), options);
  return drawScene(scene, {
    name: `picture-${manifest.runbook.replaceAll(/[^a-z0-9-]/gi, '-')}`,
    title: `${manifest.title} (runbook ${manifest.runbook})`,
    description: describe(model),
    style: options.style === false ? undefined : pictureStyle(options.theme, options.states !== undefined),
  });
}

/** The same as lines of text for a terminal, of at most so many columns; as long as they are where none are given. */
export function pictureText(
  manifest: Drawable,
  options: Pick<PictureOptions, 'states' | 'asks'> = {},
  columns?: number,
): string[] {
  return outlineOf(modelOf(manifest, options.states, options.asks), columns);
}
