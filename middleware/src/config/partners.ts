import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Relationships } from '../documents/relationships.ts';
import { ConfigError } from './load.ts';
import type { PartnerConfig } from './schema.ts';

/**
 * Reads the overlays that the configuration names for partners.
 * @param base where relative paths start
 * @throws ConfigError naming the partner and what is wrong
 */
export function readRelationships(partners: readonly PartnerConfig[], base: string): Relationships {
  const read = (file: string) => JSON.parse(readFileSync(path.resolve(base, file), 'utf8')) as unknown;
  const relationships = partners.map(({ identifier, guides, maps }) => {
    try {
      const relationship = { partner: identifier, guides: guides.map(read), maps: maps.map(read) };
      // Alone first, so that the fault is told with its partner.
      new Relationships([relationship]);
      return relationship;
    } catch (cause) {
      const files = [...guides, ...maps].join(', ');
      const who = `${identifier.qualifier}:${identifier.id}`;
      throw new ConfigError(
        `The guides and maps of partner ${who} (${files}) cannot be used: ${(cause as Error).message}`,
        {
          cause
        }
      );
    }
  });
  return new Relationships(relationships);
}
