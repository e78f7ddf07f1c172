import './object.ts';
import './boolean.ts';
import './numbers.ts';
import './string.ts';
import './dates.ts';
import './crypto.ts';
import './collections.ts';
import './exceptions.ts';
import './async.ts';
import './asserts.ts';
import './system.ts';
import './limits.ts';
import './type.ts';
import './json.ts';
import './pattern.ts';
import './location.ts';
import './database.ts';
import './schema.ts';
import './field-sets.ts';
import './sobject.ts';
import './trigger.ts';
import './event-bus.ts';
import './http.ts';
import './test.ts';
import './messaging.ts';
import './rest.ts';
import './cache.ts';
import './security.ts';
import './json-parser.ts';
import './json-generator.ts';
import './features.ts';
import './visualforce.ts';
import './metadata-api.ts';
import './url.ts';
import './search.ts';
import './merge.ts';
import './lead-conversion.ts';
import './invocable.ts';
import './formula-eval.ts';
import './connect-api.ts';
import './dataweave.ts';
import './app-launcher.ts';

/** Makes sure that every class of the library is declared: importing this module has done it. */
export function loadLibrary(): void {
  return undefined;
}
