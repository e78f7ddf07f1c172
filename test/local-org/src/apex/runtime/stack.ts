/** Turns V8's stack traces into Apex's. Emitted code stands on the lines of its source, under `apex:` file names. */
export interface ApexFrame {
  file: string;
  line: number;
}

const places = new Map<string, { from: number; to: number; name: string }[]>();

/** Tells which method stands on which lines of an emitted file. */
export function registerMethods(file: string, methods: { from: number; to: number; name: string }[]): void {
  places.set(file, methods);
}

export function apexFrames(stack: string | undefined): ApexFrame[] {
  const frames: ApexFrame[] = [];
  for (const match of (stack ?? '').matchAll(/\(?apex:([^:\n]+):(\d+):\d+\)?/g)) {
    frames.push({ file: match[1] ?? '', line: Number(match[2]) });
  }
  return frames;
}

/** `Class.Foo.bar: line 12, column 1`, one a line. */
export function stackText(frames: readonly ApexFrame[]): string {
  return frames.map((frame) => `${nameOf(frame)}: line ${frame.line}, column 1`).join('\n');
}

function nameOf(frame: ApexFrame): string {
  const candidates = (places.get(frame.file) ?? []).filter((one) => one.from <= frame.line && frame.line <= one.to);
  const innermost = candidates.sort((a, b) => b.from - a.from || a.to - b.to)[0];
  return (
    innermost?.name ?? (frame.file.startsWith('trigger ') ? `Trigger.${frame.file.slice(8)}` : `Class.${frame.file}`)
  );
}
