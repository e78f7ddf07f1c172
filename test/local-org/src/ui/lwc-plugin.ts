import { createRequire } from 'node:module';
import type { RollupLwcOptions } from '@lwc/rollup-plugin';
import type { Plugin } from 'rollup';

/**
 * LWC's compiler as a rollup plug-in. Loaded as CommonJS, because the package's types describe its CommonJS build as an
 * ES module, so that importing it either fails to type-check or to run.
 */
export const lwc = createRequire(import.meta.url)('@lwc/rollup-plugin') as (options: RollupLwcOptions) => Plugin;
