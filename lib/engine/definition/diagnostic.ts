/** Codes of ValidateStateMachineDefinition that are given here. Source: API reference, and definitions that were checked on AWS. */
export type DiagnosticCode =
  | 'DUPLICATE_STATE_NAME'
  | 'INVALID_JSON_DESCRIPTION'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'INVALID_STATE_NAME'
  | 'MISSING_DESCRIPTION'
  | 'MISSING_END_STATE'
  | 'MISSING_TRANSITION_TARGET'
  | 'SCHEMA_VALIDATION_FAILED'
  | 'UNSUPPORTED_JSONATA_EXPRESSION';

/** Something wrong with a definition: what, and a JSON pointer to where, if it is anywhere. */
export interface Diagnostic {
  severity: 'ERROR';
  code: DiagnosticCode;
  message: string;
  location?: string;
}

/** Collects what is wrong. */
export class Findings {
  readonly diagnostics: Diagnostic[] = [];

  add(code: DiagnosticCode, message: string, location?: string): void {
    const place = location === undefined ? {} : { location: location === '' ? '/' : location };
    this.diagnostics.push({ severity: 'ERROR', code, message, ...place });
  }

  schema(message: string, location: string): void {
    this.add('SCHEMA_VALIDATION_FAILED', message, location);
  }
}
