import type { Address } from './partners.ts';

/** Position of each of the first `count` separators from `from` on; fewer when the text ends. */
function separators(text: string, separator: string, from: number, count: number): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(separator, from); at >= 0 && found.length < count; at = text.indexOf(separator, at + 1)) {
    found.push(at);
  }
  return found;
}

function withElements(segment: string, separator: string, values: Record<number, string>): string {
  const elements = segment.split(separator);
  for (const [position, value] of Object.entries(values)) elements[Number(position)] = value;
  return elements.join(separator);
}

/**
 * The same X12 bytes, sent by `sender` to `receiver`: ISA05 to ISA08 and every GS02 and GS03 are replaced, nothing else
 * changes. Delimiters are those that each interchange declares, found by counting elements.
 * @throws RangeError when there is no complete ISA segment to re-address
 */
export function readdress(bytes: Buffer, sender: Address, receiver: Address): Buffer {
  const text = bytes.toString('latin1');
  const starts = [...text.matchAll(/ISA[^A-Za-z0-9\s]/g)].map((match) => match.index);
  const interchanges: string[] = [text.slice(0, starts[0] ?? text.length)];
  let done = starts[0] ?? text.length;
  for (const start of starts) {
    if (start < done) continue;
    const separator = text.charAt(start + 3);
    const last = separators(text, separator, start, 16)[15];
    if (last === undefined) throw new RangeError('the ISA segment is incomplete, so its sender cannot be replaced');
    const terminator = text.charAt(last + 2);
    const end = starts.find((next) => next > last) ?? text.length;
    const isa = withElements(text.slice(start, last + 2), separator, {
      5: sender.qualifier,
      6: sender.id.padEnd(15),
      7: receiver.qualifier,
      8: receiver.id.padEnd(15)
    });
    const segments = text.slice(last + 2, end).split(terminator);
    const body = segments.map((segment) =>
      segment.trimStart().startsWith(`GS${separator}`)
        ? withElements(segment, separator, { 2: sender.id, 3: receiver.id })
        : segment
    );
    interchanges.push(isa, body.join(terminator));
    done = end;
  }
  if (starts.length === 0) throw new RangeError('there is no ISA segment, so there is no sender to replace');
  return Buffer.from(interchanges.join(''), 'latin1');
}
