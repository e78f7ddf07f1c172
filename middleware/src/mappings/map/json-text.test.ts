import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatAmount } from '../decimal.ts';
import { CodeTable } from './code-table.ts';
import { JsonText, literalOf, memberLiteral } from './json-text.ts';
import { PlainNumber } from './plain-number.ts';
import { copyText } from './plain-text.ts';
import { ExactSum } from './totals.ts';

const written = (write: (out: JsonText) => void) => {
  const out = new JsonText();
  write(out);
  return out.textBetween(0, out.length);
};

/** What JSON escapes, and what it does not. */
const special = fc.string({
  unit: fc.constantFrom('"', '\\', '\n', '\u0000', '\u001f', '\u007f', 'a', 'é', '\u2028', '😀')
});

describe('JSON is written as JSON.stringify writes it', () => {
  test('strings of any characters', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), special), { maxLength: 5 }), (texts) => {
        const sound = texts.map((text) => text.toWellFormed());
        const json = written((out) => {
          for (const text of sound) {
            const bytes = Buffer.from(text);
            out.string(literalOf(',"'), bytes, 0, bytes.length);
          }
          out.closeList(0);
        });
        expect(json).toBe(JSON.stringify(sound));
      })
    );
  });

  test('texts that are copied as they stand, and no others', () => {
    const plain = fc.array(fc.constantFrom('a', 'Z', ' ', '!', '#', '[', ']', '~', '0', '\u007f'), { maxLength: 20 });
    const other = fc.constantFrom('', '', '"', '\\', '\u0000', '\u001f', 'é', '\u0080');
    fc.assert(
      fc.property(plain, other, plain, fc.nat(3), (before, special, after, offset) => {
        const text = [...before, special, ...after].join('');
        const source = Buffer.alloc(64 + text.length * 2, '"');
        const length = source.write(text, offset);
        const target = Buffer.alloc(source.length);
        const view = ({ buffer, byteOffset, length: size }: Buffer) => new DataView(buffer, byteOffset, size);
        const end = copyText(view(source), offset, offset + length, view(target), 5);
        expect(end).toBe(special === '' ? 5 + length : -1);
        if (special === '') expect(target.toString('latin1', 5, end)).toBe(text);
      }),
      { numRuns: 3000 }
    );
  });

  test('members of any names and values', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const json = written((out) => {
          for (const [name, value] of Object.entries(object)) {
            out.literal(memberLiteral(name));
            out.value(value);
          }
          out.closeObject(0);
        });
        expect(json).toBe(JSON.stringify(object));
      })
    );
  });

  test('whole numbers', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        expect(
          written((out) => {
            out.integer(value);
          })
        ).toBe(String(value));
      })
    );
  });

  test('amounts, as exact decimals are formatted', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(2), (digits, scale) => {
        const json = written((out) => {
          out.amount(digits, scale);
        });
        expect(json).toBe(JSON.stringify(formatAmount({ digits: BigInt(digits), scale })));
      })
    );
  });

  test('text that turned out to be nothing is taken back', () => {
    const json = written((out) => {
      out.value('kept');
      const before = out.length;
      out.value('dropped'.repeat(10_000));
      out.length = before;
    });
    expect(json).toBe('"kept"');
  });
});

const bytesOf = (text: string) => Buffer.from(text);
const numberText = fc
  .tuple(fc.stringMatching(/^\d{1,9}$/), fc.stringMatching(/^\d{0,4}$/))
  .map(([whole, fraction]) => (fraction === '' ? whole : `${whole}.${fraction}`));

describe('plain numbers', () => {
  test('sums are exact, whatever their scales', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(numberText, fc.constantFrom('-1.5', '12345678901234567890.1'))), (texts) => {
        const sum = new ExactSum();
        const number = new PlainNumber();
        for (const text of texts) {
          if (number.read(bytesOf(text), 0, text.length)) sum.add(number);
          else sum.addText(text);
        }
        const scale = 4;
        const scaled = texts.map((text) => {
          const [whole = '', fraction = ''] = text.split('.');
          return BigInt(whole + fraction.padEnd(scale, '0'));
        });
        const total = scaled.reduce((all, value) => all + value, 0n);
        const value = sum.value ?? { digits: 0n, scale: 0 };
        expect(value.digits * 10n ** BigInt(scale - value.scale)).toBe(total);
      })
    );
  });

  test.each(['', '.', '-1', '1e3', '1.2.3', '1,5', '1234567890123456'])('%j is none', (text) => {
    expect(new PlainNumber().read(bytesOf(text), 0, text.length)).toBe(false);
  });
});

test('codes are found by their numbers, and no others', () => {
  const codes = Array.from({ length: 300 }, (_, index) => index.toString(36).toUpperCase());
  const table = new CodeTable([...codes, 'LONGER'].map((code) => [code, code] as const));
  const numberOf = (code: string) => Buffer.from(code).reduce((number, byte) => (number << 8) | byte, 0);
  for (const code of codes) expect(table.get(numberOf(code))).toBe(code);
  for (const absent of ['ZZ', '~', 'zz']) expect(table.get(numberOf(absent))).toBeUndefined();
  expect([table.get(0), table.get(-1)]).toEqual([undefined, undefined]);
});
