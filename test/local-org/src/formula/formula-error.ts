/** A formula that Salesforce would refuse to save, in its wording. */
export class FormulaError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FormulaError';
  }
}

/** A formula that is right in Salesforce but uses what the local org lacks. */
export class FormulaNotEmulated extends FormulaError {
  constructor(what: string) {
    super(`not emulated: ${what}`);
    this.name = 'FormulaNotEmulated';
  }
}

/** A fault while a formula runs, which a page shows as `#Error!`: division by zero, a text that is no number. */
export class FormulaEvaluationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FormulaEvaluationError';
  }
}
