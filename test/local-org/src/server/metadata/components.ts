import XMLBuilder from 'fast-xml-builder';
import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import { OBJECT_CHILDREN, typeOfDirectory } from './metadata-types.ts';
import type { MetadataType } from './metadata-types.ts';

/** A file in source format, below a package directory. */
export interface SourceFile {
  /** `objects/Account/fields/X__c.field-meta.xml` */
  path: string;
  content: Buffer;
}

/** A component of a deployment: what its result names, and what it is in source format. */
export interface Component {
  type: string;
  /** `Account.X__c` for children of objects. */
  fullName: string;
  /** The file in the zip. */
  fileName: string;
  files: SourceFile[];
}

/** A file of the zip that is no component; deployments fail by it. */
export interface StrayFile {
  fileName: string;
  problem: string;
}

type Node = Record<string, unknown>;

const options = {
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@_',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  processEntities: false,
  commentPropName: '#comment'
} as const;
const parser = new XMLParser(options);
const builder = new XMLBuilder({ ...options, format: true, indentBy: '    ', suppressEmptyNode: false });

const META = '-meta.xml';
const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

const nameOf = (node: Node): string => Object.keys(node).find((key) => key !== ':@') ?? '';
const childrenOf = (node: Node): Node[] => (node[nameOf(node)] ?? []) as Node[];

function textOf(node: Node, name: string): string {
  const child = childrenOf(node).find((one) => nameOf(one) === name);
  const [first] = child === undefined ? [] : childrenOf(child);
  return typeof first?.['#text'] === 'string' ? first['#text'].trim() : '';
}

/** The children of the root element. Throws when the text is not well-formed or has another root. */
export function rootChildren(xml: string, root: string): Node[] {
  SyntaxValidator.validate(xml);
  const nodes = parser.parse(xml) as Node[];
  const found = nodes.find((node) => nameOf(node) === root);
  if (found === undefined) throw new Error(`the root element is not ${root}`);
  return childrenOf(found);
}

/** A metadata file of its own. */
export function metadataFile(root: string, children: Node[]): Buffer {
  const document = [
    { '?xml': [{ '#text': '' }], ':@': { '@_version': '1.0', '@_encoding': 'UTF-8' } },
    { [root]: children, ':@': { '@_xmlns': NAMESPACE } }
  ];
  return Buffer.from(`${builder.build(document).trim()}\n`, 'utf8');
}

/** Takes an object's file apart, as source format keeps it. */
function decomposeObject(name: string, fileName: string, xml: string): Component[] {
  const components: Component[] = [];
  const own: Node[] = [];
  for (const node of rootChildren(xml, 'CustomObject')) {
    const child = OBJECT_CHILDREN.find(({ element }) => element === nameOf(node));
    if (child === undefined) {
      own.push(node);
      continue;
    }
    const fullName = textOf(node, 'fullName');
    const path = `objects/${name}/${child.directory}/${fullName}.${child.suffix}${META}`;
    const content = metadataFile(child.name, childrenOf(node));
    components.push({ type: child.name, fullName: `${name}.${fullName}`, fileName, files: [{ path, content }] });
  }
  if (own.length === 0 && components.length > 0) return components;
  const file = { path: `objects/${name}/${name}.object${META}`, content: metadataFile('CustomObject', own) };
  return [{ type: 'CustomObject', fullName: name, fileName, files: [file] }, ...components];
}

/** Each label is a component; the loader merges them into the org's file. */
function decomposeLabels(fileName: string, xml: string): Component[] {
  return rootChildren(xml, 'CustomLabels')
    .filter((node) => nameOf(node) === 'labels')
    .map((node) => {
      const fullName = textOf(node, 'fullName');
      const content = metadataFile('CustomLabels', [node]);
      return {
        type: 'CustomLabel',
        fullName,
        fileName,
        files: [{ path: `labels/${fullName}.labels${META}`, content }]
      };
    });
}

interface Place {
  type: MetadataType;
  /** The parts of the path below the type's folder. */
  inside: string[];
}

const fits = ({ type, inside }: Place): boolean =>
  type.suffix === undefined ||
  type.name === 'CustomObject' ||
  (type.suffix !== '' && new RegExp(`\\.${type.suffix}(?:-meta\\.xml)?$`).test(inside.at(-1) ?? ''));

/** Where a type's folder begins in a path; a folder of that name may also be one that a project is divided into. */
function locate(fileName: string): Place | undefined {
  const parts = fileName.split('/');
  const places = parts.slice(0, -1).flatMap((part, i) => {
    const type = typeOfDirectory(part);
    return type === undefined ? [] : [{ type, inside: parts.slice(i + 1) }];
  });
  return places.find(fits) ?? places.at(-1);
}

function componentsOf(type: MetadataType, inside: string[], fileName: string, content: Buffer): Component[] {
  const relative = inside.join('/');
  const path = `${type.directory}/${relative}`;
  const one = (fullName: string, to = path): Component[] => [
    { type: type.name, fullName, fileName, files: [{ path: to, content }] }
  ];
  if (type.suffix === undefined) return one(inside[0] ?? '');
  if (type.name === 'CustomObject') return objectComponents(inside, fileName, content);
  if (type.name === 'CustomLabels') return decomposeLabels(fileName, content.toString('utf8'));
  const name = type.inFolder === true ? relative : (inside.at(-1) ?? '');
  const base = name.endsWith(META) ? name.slice(0, -META.length) : name;
  const suffix = type.suffix === '' ? '' : `.${type.suffix}`;
  const fullName = base.endsWith(suffix) ? base.slice(0, base.length - suffix.length) : base.replace(/\.[^./]+$/, '');
  const described = type.metaFile === true || name.endsWith(META);
  return one(fullName, described ? path : `${path}${META}`);
}

function objectComponents(inside: string[], fileName: string, content: Buffer): Component[] {
  const [name = '', directory = '', file = ''] = inside;
  if (inside.length === 1) return decomposeObject(name.replace(/\.object$/, ''), fileName, content.toString('utf8'));
  const path = `objects/${inside.join('/')}`;
  const child = OBJECT_CHILDREN.find((one) => one.directory === directory);
  if (child === undefined) return [{ type: 'CustomObject', fullName: name, fileName, files: [{ path, content }] }];
  const fullName = `${name}.${file.replace(`.${child.suffix}${META}`, '')}`;
  return [{ type: child.name, fullName, fileName, files: [{ path, content }] }];
}

const IGNORED =
  /(?:^|\/)(?:package\.xml|destructiveChanges(?:Pre|Post)?\.xml|sfdx-project\.json|\.forceignore|\.DS_Store|__tests__\/.*|jsconfig\.json|\.eslintrc\.json)$/;

/** The components in the files of a zip, in metadata or source format. Files of one component come together. */
export function readComponents(files: ReadonlyMap<string, Buffer>): { components: Component[]; stray: StrayFile[] } {
  const components = new Map<string, Component>();
  const stray: StrayFile[] = [];
  for (const [fileName, content] of files) {
    if (IGNORED.test(fileName)) continue;
    const located = locate(fileName);
    if (located === undefined) {
      stray.push({ fileName, problem: `${fileName} lies in no folder of a metadata type that the local org knows` });
      continue;
    }
    try {
      for (const component of componentsOf(located.type, located.inside, fileName, content)) {
        const key = `${component.type} ${component.fullName}`;
        const known = components.get(key);
        if (known === undefined) components.set(key, component);
        else {
          known.files.push(...component.files);
          if (known.fileName.endsWith(META)) known.fileName = fileName;
        }
      }
    } catch (error) {
      stray.push({ fileName, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  return { components: [...components.values()], stray };
}
