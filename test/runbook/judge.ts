import { formatMistakes } from '../../lib/runbook/mistake.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import type { Runbook } from '../../lib/runbook/runbook.ts';
import type { Surroundings } from '../../lib/runbook/context.ts';

/**
 * How a text is read, and what is wrong with that: it throws, there is a runbook although something is an error or the other way round, or a
 * mistake stands outside of the file. Empty when all is well.
 */
export function judged(text: string, surroundings: Surroundings): { runbook?: Runbook; wrong: string[] } {
  try {
    const { runbook, mistakes } = readRunbook(text, 'f.yaml', surroundings);
    const errors = mistakes.filter(({ severity }) => severity === 'error').length;
    const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
    const outside = mistakes.filter(({ line, column, source, message, path }) => {
      const own = lines[line - 1];
      const within = own !== undefined && column >= 1 && column <= own.length + 1 && source === own;
      return (
        !within ||
        message === '' ||
        /undefined|\[object|NaN/.test(`${path} ${message.replaceAll(/"[^"]*"/g, '')}`)
      );
    });
    const wrong = [
      ...((runbook === undefined) === errors > 0 ? [] : ['a runbook with errors, or none without']),
      ...((formatMistakes(mistakes) === '') === (mistakes.length === 0)
        ? []
        : ['mistakes that are not shown']),
      ...outside.map((mistake) => `outside of the file: ${JSON.stringify(mistake)}`),
    ];
    return { wrong, ...(runbook ? { runbook } : {}) };
  } catch (error) {
    return { wrong: [`threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`] };
  }
}
