/** A place in a source file that cannot be accepted, with what Salesforce says about it. */
export class ApexCompileError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(at: { line: number; column: number }, message: string) {
    super(message);
    this.name = 'ApexCompileError';
    this.line = at.line;
    this.column = at.column;
  }
}
