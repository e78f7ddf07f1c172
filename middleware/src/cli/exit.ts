/** What was asked for cannot be read or is contradictory: exit code 64 (EX_USAGE) of the EDI commands. */
export class UnreadableError extends Error {}

/** Exit codes of the EDI commands, by verdict. */
export const EXIT_CODES = { accepted: 0, 'accepted-with-errors': 1, rejected: 2, 'not-edi': 3 } as const;
export const EXIT_USAGE = 64;
