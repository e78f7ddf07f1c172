/** An open Subscribe stream, as faults act on it. */
export interface LiveStream {
  readonly topic: string;
  /** Ends it with a gRPC error. */
  kill(errorCode: string | undefined): void;
  /** From now on it brings nothing, and does not end. */
  freeze(): void;
}

/** All open Subscribe streams. */
export class Streams {
  private readonly live = new Set<LiveStream>();

  add(stream: LiveStream): void {
    this.live.add(stream);
  }

  remove(stream: LiveStream): void {
    this.live.delete(stream);
  }

  private of(topic: string | undefined): LiveStream[] {
    return [...this.live].filter((stream) => topic === undefined || stream.topic === topic);
  }

  /** Ends streams, of all topics or of one; returns how many. */
  kill(topic?: string, errorCode?: string): number {
    const streams = this.of(topic);
    for (const stream of streams) stream.kill(errorCode);
    return streams.length;
  }

  freeze(topic?: string): void {
    for (const stream of this.of(topic)) stream.freeze();
  }
}
