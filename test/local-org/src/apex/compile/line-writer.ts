/** Text that keeps to the lines of its source, so that V8 reports the source's line numbers. */
export class LineWriter {
  private readonly parts: string[] = [];
  private line = 1;
  /** Source lines with statements: the part that the first of them begins with. */
  private readonly statements = new Map<number, number>();

  /** Goes on at this line; what belongs to an earlier line stays on the present one. */
  at(line: number): this {
    if (line > this.line) {
      this.parts.push('\n'.repeat(line - this.line));
      this.line = line;
    }
    return this;
  }

  write(text: string): this {
    this.parts.push(text);
    return this;
  }

  /** A place on the present line that is written to later. */
  reserve(): { write: (text: string) => void } {
    const index = this.parts.push('') - 1;
    return { write: (text) => void (this.parts[index] = text) };
  }

  /** A statement of this source line begins here. */
  statement(line: number): void {
    if (!this.statements.has(line)) {
      this.statements.set(line, this.parts.length);
    }
  }

  /** Source lines with statements, in order, and where in the text the first statement of each begins. */
  executable(): { line: number; offset: number }[] {
    let end = 0;
    const ends = this.parts.map((part) => (end += part.length));
    return [...this.statements]
      .map(([line, part]) => ({ line, offset: ends[part - 1] ?? 0 }))
      .sort((a, b) => a.line - b.line);
  }

  /** Where the text stands now; {@link rewind} takes back what came after. */
  mark(): { parts: number; line: number } {
    return { parts: this.parts.length, line: this.line };
  }

  rewind(mark: { parts: number; line: number }): void {
    this.parts.length = mark.parts;
    this.line = mark.line;
    for (const [line, part] of this.statements) {
      if (part > mark.parts) {
        this.statements.delete(line);
      }
    }
  }

  toString(): string {
    return this.parts.join('');
  }
}
