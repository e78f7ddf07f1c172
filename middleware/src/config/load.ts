import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type Config, configSchema } from './schema.ts';

export class ConfigError extends Error {}

export interface LoadedConfig {
  config: Config;
  /** The directory of the file: relative paths in it start here. */
  base: string;
  /** Where it was read from; undefined for one that was made in memory. */
  file?: string;
}

/**
 * Reads and checks the configuration file.
 * @throws ConfigError that lists everything that is wrong, each with its place in the file
 */
export function loadConfig(file: string): LoadedConfig {
  const parsed = configSchema.safeParse(readJson(file));
  if (!parsed.success) {
    throw new ConfigError(`The configuration ${file} is not valid:\n${z.prettifyError(parsed.error)}`);
  }
  return { config: parsed.data, base: path.dirname(path.resolve(file)), file: path.resolve(file) };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? `is no JSON (${error.message})` : 'cannot be read';
    throw new ConfigError(`The configuration ${file} ${why}. Give its path by --config or TGRID_CONFIG.`, {
      cause: error
    });
  }
}
