/** The public library that reads what we write, as a second opinion; it has no types of its own. */
declare module 'edifact' {
  export class Reader {
    constructor(options?: object);
    parse(text: string): { name: string; elements: string[][] }[];
  }
}
