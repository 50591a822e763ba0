import { explanationOf, type MistakeCode } from './explanations.ts';
import type { Mistake } from './runbook.ts';

/**
 * Mistakes as SARIF 2.1.0, which code scanning reads (docs.oasis-open.org/sarif/sarif/v2.1.0). Rules are the codes that were found,
 * each with its explanation. Columns count UTF-16 code units, from 1.
 */
export function sarifOf(mistakes: readonly Mistake[]) {
  const codes = [...new Set(mistakes.map(({ code }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'rebound', rules: codes.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: mistakes.map((mistake) => resultOf(mistake, codes.indexOf(mistake.code))),
      },
    ],
  };
}

function ruleOf(code: MistakeCode) {
  const { summary, means, matters, example } = explanationOf(code);
  const shown =
    example && example.after !== '' ? `\n\nBefore:\n${example.before}\n\nAfter:\n${example.after}` : '';
  return {
    id: code,
    shortDescription: { text: summary },
    fullDescription: { text: means },
    help: { text: `${means}\nAt night: ${matters}${shown}` },
  };
}

function resultOf({ severity, code, file, line, column, path, message }: Mistake, ruleIndex: number) {
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: path === '' ? message : `${path}: ${message}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  };
}

/** A relative path stays relative to wherever the tool was started; an absolute one is a file's address. */
function uriOf(file: string): string {
  const encoded = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  return file.startsWith('/') ? `file://${encoded}` : encoded;
}
