import type { Mistake } from './runbook.ts';

/**
 * Mistakes as workflow commands: GitHub Actions shows each at its line of the pull request.
 * (docs.github.com, 'Workflow commands for GitHub Actions', setting an error message; escapes as in actions/toolkit, command.ts)
 */
export function githubCommands(mistakes: readonly Mistake[]): string[] {
  return mistakes.map(({ severity, code, file, line, column, path, message }) => {
    const where = [
      `file=${property(file)}`,
      `line=${line}`,
      `col=${column}`,
      `title=${property(path === '' ? code : `${code} (${path})`)}`,
    ];
    return `::${severity} ${where.join(',')}::${text(message)}`;
  });
}

function text(value: string): string {
  return value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(value: string): string {
  return text(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
