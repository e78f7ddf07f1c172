import net, { type AddressInfo } from 'node:net';

/** For what was sent to be worked on. */
const ARRIVAL_MILLISECONDS = 500;

/** A way to a server that can be shut: then connections break, and new ones are refused as by a host that is down. */
export class Gate {
  readonly #to: { host: string; port: number };
  readonly #sockets = new Set<net.Socket>();
  #server: net.Server | undefined;
  #port = 0;
  #carries: number | undefined;
  /** Connections that lost the answer to what they had sent. */
  answersLost = 0;

  constructor(host: string, port: number) {
    this.#to = { host, port };
  }

  get port(): number {
    return this.#port;
  }

  async open(): Promise<void> {
    if (this.#server) return;
    const server = net.createServer((near) => {
      const far = net.connect(this.#to);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.#sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far).pipe(near);
      this.#watch(near, far);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** The next connection that has carried so many bytes gets no answer any more, and breaks when they have arrived. */
  loseAnswerAfter(bytes: number): void {
    this.#carries = bytes;
  }

  #watch(near: net.Socket, far: net.Socket): void {
    let carried = 0;
    let armed: number | undefined;
    near.on('data', (chunk: Buffer) => {
      if (this.#carries !== armed) carried = 0;
      armed = this.#carries;
      carried += chunk.length;
      if (armed === undefined || carried < armed) return;
      this.#carries = undefined;
      far.unpipe(near);
      far.resume();
      setTimeout(() => {
        this.answersLost += 1;
        near.destroy();
      }, ARRIVAL_MILLISECONDS);
    });
  }

  async shut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
