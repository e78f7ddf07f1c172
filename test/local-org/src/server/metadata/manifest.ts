import { many, parseXml, text, tree } from '../soap/xml.ts';
import type { XmlValue } from '../soap/xml.ts';

/** `package.xml` or one of the destructive manifests: names by type; `*` stands for all. */
export interface Manifest {
  types: Map<string, Set<string>>;
  version: string | undefined;
}

/** Reads a manifest. Throws when it is not well-formed or no manifest. */
export function readManifest(xml: string): Manifest {
  const root = parseXml(xml);
  if (!('Package' in root)) throw new Error('the root element is not Package');
  const manifest = tree(root.Package);
  const types = new Map<string, Set<string>>();
  for (const entry of many(manifest.types).map(tree)) {
    const name = text(entry.name);
    if (name === undefined) throw new Error('an element types has no name');
    const members = many(entry.members).map((member: XmlValue) => text(member) ?? '');
    types.set(name, new Set([...(types.get(name) ?? []), ...members]));
  }
  return { types, version: text(manifest.version) };
}
