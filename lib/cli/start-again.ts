import type { RunReport } from '../operations/operations.ts';

/** The command line that starts the same again. */
export function startAgain({ runbook, inputs, mode }: RunReport): string {
  const given = Object.entries(inputs).map(
    ([name, value]) =>
      ` --input ${quoted(`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)}`,
  );
  return `rebound run ${runbook}${given.join('')}${mode === 'real' ? '' : ` --mode ${mode}`}`;
}

/** For a POSIX shell, when it needs quotes at all. */
function quoted(text: string): string {
  return /^[\w.,:/=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
