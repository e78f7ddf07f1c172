import type { Writable } from 'node:stream';

/**
 * Lets a stream gather what is written to it within one turn of the event loop into one call to the kernel. The SSH
 * client writes three times a packet and sends a packet for each of many small requests; each write of its own costs as
 * much as what it carries.
 * @returns the same stream
 */
export function gatherWrites<S extends Writable>(stream: S): S {
  const write = stream.write.bind(stream) as (...given: unknown[]) => boolean;
  let gathering = false;
  const gathered = (...given: unknown[]): boolean => {
    if (!gathering) {
      gathering = true;
      stream.cork();
      setImmediate(() => {
        gathering = false;
        stream.uncork();
      });
    }
    return write(...given);
  };
  stream.write = gathered;
  return stream;
}
