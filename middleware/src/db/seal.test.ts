import { describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { keyFrom, Seal, SealError } from './seal.ts';

const text = Buffer.from('PO1*1*120*EA*9.25**VN*ITEM~'.repeat(100));
const [first, second] = [randomBytes(32), randomBytes(32)];

describe('sealed contents', () => {
  test.each([
    ['plain', new Seal()],
    ['encrypted', new Seal([first])]
  ])('%s come back as they were, and take less room', (_how, seal) => {
    const sealed = seal.seal(text, 'file 1');
    expect(sealed.length).toBeLessThan(text.length / 4);
    expect(seal.open(sealed, 'file 1').equals(text)).toBe(true);
    for (const short of ['', 'x']) expect(seal.open(seal.seal(Buffer.from(short), 'c'), 'c').toString()).toBe(short);
  });

  test('are the same whether they were sealed here a moment ago or not', () => {
    const seal = new Seal([first]);
    const sealed = seal.seal(text, 'file 1');
    for (let time = 0; time < 2; time += 1) expect(seal.open(sealed, 'file 1').equals(text)).toBe(true);
    expect(new Seal([first]).open(sealed, 'file 1').equals(text)).toBe(true);
  });

  test('encrypted ones show nothing of themselves', () => {
    const sealed = new Seal([first]).seal(Buffer.from('TGBUYER'), 'c');
    expect(sealed.includes('TGBUYER')).toBe(false);
    expect(new Seal().seal(Buffer.from('TGBUYER'), 'c').includes('TGBUYER')).toBe(true);
  });

  test('a new key opens what the old one sealed, as long as that is named', () => {
    const old = new Seal([first]).seal(text, 'c');
    const rotated = new Seal([second, first]);
    expect(rotated.open(old, 'c').equals(text)).toBe(true);
    expect(Seal.keyOf(rotated.seal(text, 'c'))).not.toBe(Seal.keyOf(old));
    expect(() => new Seal([second]).open(old, 'c')).toThrow(/previousKeys/);
  });

  test('a value that was changed, or put elsewhere, is refused', () => {
    const seal = new Seal([first]);
    const sealed = seal.seal(text, 'file 1');
    const changed = Buffer.from(sealed);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(() => seal.open(changed, 'file 1')).toThrow(SealError);
    expect(() => seal.open(sealed, 'file 2')).toThrow(SealError);
    const unflagged = Buffer.from(sealed);
    unflagged[0] = 2;
    expect(() => seal.open(unflagged, 'file 1')).toThrow(SealError);
  });

  test('keys are 32 bytes, in base64 or hexadecimal', () => {
    expect(keyFrom(first.toString('base64')).equals(first)).toBe(true);
    expect(keyFrom(first.toString('hex')).equals(first)).toBe(true);
    expect(() => keyFrom('secret')).toThrow(/openssl rand/);
  });
});
