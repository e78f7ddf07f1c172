import type { FieldType, FieldValue, Schema } from '../schema/schema.ts';
import type { Naming } from './namespace.ts';
import type { CustomMetadataRecord } from './project.ts';
import { withSuffix } from './project-files.ts';
import type { ProjectFiles } from './project-files.ts';
import { MetadataError, readMetadata } from './xml.ts';
import type { XmlElement } from './xml.ts';

function valueOf(text: string | undefined, type: FieldType): FieldValue {
  if (text === undefined || text === '') return null;
  if (type === 'boolean') return text === 'true';
  return ['double', 'int', 'currency', 'percent'].includes(type) ? Number(text) : text;
}

function values(element: XmlElement, type: string, schema: Schema): Map<string, FieldValue> {
  const object = schema.object(type);
  if (object?.kind !== 'customMetadata') {
    throw new MetadataError(element.file, 'CustomMetadata', `${type} is no custom metadata type of the project`);
  }
  return new Map(
    element.all('values').map((entry) => {
      const name = entry.required('field');
      const field = schema.field(object, name);
      if (field === undefined) throw entry.error('field', `${type} has no field ${name}`);
      return [field.apiName, valueOf(entry.text('value'), field.type)];
    })
  );
}

/** `customMetadata/Type.Record.md-meta.xml`; the file name says type and developer name. */
export function loadCustomMetadata(files: ProjectFiles, schema: Schema, naming: Naming): CustomMetadataRecord[] {
  return withSuffix(files, '.md-meta.xml').map(({ name, file }) => {
    const element = readMetadata(file, 'CustomMetadata');
    const [typeName = '', developerName = ''] = name.split('.');
    const type = naming.api(`${typeName.replace(/__mdt$/, '')}__mdt`);
    return {
      type,
      developerName,
      label: element.text('label') ?? developerName,
      protected: element.flag('protected'),
      values: values(element, type, schema)
    };
  });
}
