import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { XMLParser } from 'fast-xml-parser';

/** What people of one kind may do. Generated permission sets stay complete when fields are added. */
export interface PermissionPolicy {
  label: string;
  description: string;
  /** The app, or apps, that are shown. */
  application?: string | string[];
  tabs?: string[];
  classes?: string[];
  customPermissions?: string[];
  /** Salesforce's own, for example `RunReports`. */
  userPermissions?: string[];
  /** By object; all fields are readable unless `fields` names the only ones that are. */
  objects: Record<string, ObjectPolicy>;
}

export interface ObjectPolicy {
  /** Letters of create, read, edit and delete, then `V` to view and `M` to modify all records: `CREDVM`. */
  access: string;
  /** Fields that may be changed; `*` for all that can be. */
  edit?: string[] | '*';
  /** The only fields that may be read. */
  fields?: string[];
}

/** Fields of an object to which field-level security applies. */
export type ObjectFields = Map<string, { name: string; editable: boolean }[]>;

interface FieldXml {
  CustomField: { fullName: string; type: string; required?: boolean; formula?: string; summaryOperation?: string };
}

/**
 * Reads the custom fields of a package. Required and master-detail fields are left out: everyone who sees the record
 * sees them, and the Metadata API refuses permissions for them.
 */
export async function readFields(folder: string): Promise<ObjectFields> {
  const parser = new XMLParser({ ignoreAttributes: true });
  const objects: ObjectFields = new Map();
  for await (const file of glob('**/objects/*/fields/*.field-meta.xml', { cwd: folder })) {
    const object = path.basename(path.dirname(path.dirname(file)));
    const { CustomField: field } = parser.parse(await readFile(path.join(folder, file), 'utf8')) as FieldXml;
    const isFixed = field.type === 'MasterDetail' || field.required === true;
    if (isFixed || object.endsWith('__mdt') || object.endsWith('__e')) continue;
    const fields = objects.get(object) ?? [];
    const isComputed = field.formula !== undefined || field.type === 'Summary' || field.type === 'AutoNumber';
    fields.push({ name: field.fullName, editable: !isComputed });
    objects.set(object, fields);
  }
  for (const fields of objects.values()) fields.sort((a, b) => (a.name < b.name ? -1 : 1));
  return objects;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const element = (name: string, content: string) => `<${name}>${content}</${name}>`;

/**
 * A permission set as metadata, its parts in the order in which Salesforce retrieves them.
 * @throws Error naming an object or field that the package does not have
 */
export function permissionSetXml(policy: PermissionPolicy, fields: ObjectFields): string {
  const parts: string[] = [];
  for (const name of [policy.application ?? []].flat())
    parts.push(element('applicationVisibilities', element('application', name) + element('visible', 'true')));
  for (const name of policy.classes ?? [])
    parts.push(element('classAccesses', element('apexClass', name) + element('enabled', 'true')));
  for (const name of policy.customPermissions ?? [])
    parts.push(element('customPermissions', element('enabled', 'true') + element('name', name)));
  parts.push(element('description', escaped(policy.description)));
  const objects = Object.entries(policy.objects).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [object, rules] of objects) parts.push(...fieldPermissions(object, rules, fields.get(object) ?? []));
  parts.push(element('hasActivationRequired', 'false'), element('label', escaped(policy.label)));
  for (const [object, { access }] of objects) parts.push(objectPermissions(object, access));
  for (const tab of policy.tabs ?? [])
    parts.push(element('tabSettings', element('tab', tab) + element('visibility', 'Visible')));
  for (const name of policy.userPermissions ?? [])
    parts.push(element('userPermissions', element('enabled', 'true') + element('name', name)));
  const body = parts.join('\n');
  return `<?xml version="1.0" encoding="UTF-8" ?>\n<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">\n${body}\n</PermissionSet>\n`;
}

function fieldPermissions(object: string, rules: ObjectPolicy, known: { name: string; editable: boolean }[]): string[] {
  const names = new Set(known.map(({ name }) => name));
  const { edit = [], fields } = rules;
  for (const name of [...(edit === '*' ? [] : edit), ...(fields ?? [])])
    if (!names.has(name))
      throw new Error(`config/permissions.json: ${object} has no field ${name} to set permissions for.`);
  return known
    .filter(({ name }) => fields === undefined || fields.includes(name))
    .map(({ name, editable }) => {
      const mayEdit = editable && (edit === '*' || edit.includes(name));
      return element(
        'fieldPermissions',
        element('editable', String(mayEdit)) + element('field', `${object}.${name}`) + element('readable', 'true')
      );
    });
}

function objectPermissions(object: string, access: string): string {
  const has = (letter: string) => String(access.includes(letter));
  return element(
    'objectPermissions',
    element('allowCreate', has('C')) +
      element('allowDelete', has('D')) +
      element('allowEdit', has('E')) +
      element('allowRead', has('R')) +
      element('modifyAllRecords', has('M')) +
      element('object', object) +
      element('viewAllRecords', has('V'))
  );
}
