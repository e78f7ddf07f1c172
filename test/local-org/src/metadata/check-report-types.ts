import type { ObjectDescribe, Schema } from '../schema/schema.ts';
import type { Naming } from './namespace.ts';
import { problemAt, type MetadataProblem } from './problems.ts';
import { withSuffix, type ProjectFiles } from './project-files.ts';
import { readMetadata, type XmlElement } from './xml.ts';

/** A custom report type of the project: the columns that its reports may use, as reports write them, lower case. */
export interface ReportType {
  name: string;
  columns: ReadonlySet<string>;
}

/** Whether a path leads from an object over lookups to a field: `Status__c`, `Account__c.Name`. */
export function leadsToField(schema: Schema, naming: Naming, object: ObjectDescribe, path: string): boolean {
  const [first = '', ...rest] = path.split('.');
  const name = naming.api(first);
  if (rest.length === 0) return schema.field(object, name) !== undefined;
  // Reports write a lookup by its field where SOQL writes the relationship.
  const relationship = schema.field(object, name)?.relationshipName ?? name;
  const parents = schema.parent(object, relationship)?.objects ?? [];
  return parents.some((parent) => leadsToField(schema, naming, parent, rest.join('.')));
}

/** The object at a path of relationships: `Trading_Order__c.Lines__r`. */
function objectAt(schema: Schema, naming: Naming, path: string): ObjectDescribe | undefined {
  const [base = '', ...relationships] = path.split('.');
  return relationships.reduce<ObjectDescribe | undefined>(
    (object, relationship) => {
      const name = relationship.replace(/__r$/i, '__c');
      const child = object && schema.children(object, naming.api(name).replace(/__c$/i, '__r'));
      const standard = object && schema.children(object, relationship);
      return schema.object((child ?? standard)?.childObject ?? '');
    },
    schema.object(naming.api(base))
  );
}

function joins(element: XmlElement, base: string): string[] {
  const join = element.first('join');
  if (join === undefined) return [base];
  return [base, ...joins(join, `${base}.${join.required('relationship')}`)];
}

/**
 * Reads the custom report types, and holds their objects, joins and columns against the schema
 * (Metadata API Developer Guide, "ReportType").
 */
export function loadReportTypes(
  files: ProjectFiles,
  schema: Schema,
  naming: Naming,
  problems: MetadataProblem[]
): ReportType[] {
  return withSuffix(files, '.reportType-meta.xml').map(({ name, file }) => {
    const element = readMetadata(file, 'ReportType');
    const tables = joins(element, element.required('baseObject'));
    for (const table of tables) {
      if (objectAt(schema, naming, table) === undefined) {
        const last = table.split('.').at(-1) ?? table;
        problems.push(problemAt(file, `>${last}<`, `There is no object or relationship ${table}.`));
      }
    }
    const columns = element.all('sections').flatMap((section) => section.all('columns'));
    const known = columns.map((column) => {
      const [table, field] = [column.required('table'), column.required('field')];
      const object = tables.includes(table) ? objectAt(schema, naming, table) : undefined;
      if (object === undefined || !leadsToField(schema, naming, object, field)) {
        problems.push(problemAt(file, `>${field}<`, `${table} has no field ${field}.`));
      }
      return `${table}$${field}`.toLowerCase();
    });
    return { name, columns: new Set(known) };
  });
}
