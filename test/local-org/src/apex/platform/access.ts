import type { Access } from '../../platform/org.ts';
import { current, type ClassAccess } from '../runtime/transaction.ts';
import { ApexEnumValue } from '../runtime/values/objects.ts';

/** The access of a class's statement, or the one it asks for (`as user`, `AccessLevel.SYSTEM_MODE`). */
export function accessFor(access: ClassAccess, mode: 'user' | 'system' | null = null): Access {
  const { userId, sharing } = current();
  const effective = mode ?? access.mode;
  const inherited = access.sharing === 'inherited' ? sharing : access.sharing === 'with';
  return { userId, mode: effective, sharing: effective === 'user' ? true : inherited };
}

/** `AccessLevel`'s constant as a mode; null without one. */
export function modeOf(level: unknown): 'user' | 'system' | null {
  if (!(level instanceof ApexEnumValue)) {
    return null;
  }
  return level.name === 'USER_MODE' ? 'user' : 'system';
}
