import type { Operations, SteerAction } from '../operations/operations.ts';
import type { Call } from './command.ts';

/**
 * Says what an action will do, before it is done. Gives true when nothing but that was wanted (`--preview`): then what the action would
 * refuse is refused here. Otherwise the action itself decides, whatever became of its preview: it must not fail for want of words.
 */
export async function printPreview(
  call: Call,
  operations: Pick<Operations, 'preview'>,
  run: string,
  action: SteerAction,
): Promise<boolean> {
  const { screen, settings } = call;
  if (call.options['preview'] === true) {
    const lines = await operations.preview(run, action);
    if (settings.json) screen.document({ world: 'sandbox', run, preview: lines });
    else for (const line of lines) screen.line(line);
    return true;
  }
  if (settings.json) return false;
  const lines = await Promise.resolve()
    .then(() => operations.preview(run, action))
    .catch(() => []);
  for (const line of lines) screen.line(`  ${line}`);
  return false;
}

/** Of each command that acts on a run. */
export const previewOption = ['--preview', 'only say what it would do, and do nothing'] as const;
