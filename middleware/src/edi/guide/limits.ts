/** How often something may occur that has no limit: a small integer, as all counts are, so that V8 compares integers. */
export const UNLIMITED = 2 ** 30 - 2;
