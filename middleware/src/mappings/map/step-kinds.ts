/** What a step of a plan writes: a value as it stands, a plain number, what stands for a code, anything else. */
export const COPY = 0;
export const NUMBER = 1;
export const WORDS = 2;
export const OTHER = 3;

export type StepKind = typeof COPY | typeof NUMBER | typeof WORDS | typeof OTHER;
