/** Custom names of the project end in one of these. */
const CUSTOM_SUFFIX = /__(?:c|r|e|mdt|b|x|kav|Share|History|Feed|ChangeEvent)$/i;
const PREFIXED = /^[a-z]\w*?__\w+__(?:c|r|e|mdt|b|x|kav|Share|History|Feed|ChangeEvent)$/i;

/** Puts the namespace before custom names as an org does that has the package installed. */
export interface Naming {
  readonly namespace: string;
  /** An API name: gets the prefix when it is custom and has none yet. */
  api(name: string): string;
  /** A name without suffix that belongs to the package (labels, custom permissions, applications). */
  developer(name: string): string;
}

export function namingFor(namespace: string): Naming {
  if (namespace === '') return { namespace, api: (name) => name, developer: (name) => name };
  return {
    namespace,
    api: (name) => (CUSTOM_SUFFIX.test(name) && !PREFIXED.test(name) ? `${namespace}__${name}` : name),
    developer: (name) => (name.startsWith(`${namespace}__`) ? name : `${namespace}__${name}`)
  };
}
