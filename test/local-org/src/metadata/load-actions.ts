import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Naming } from './namespace.ts';
import type { EmailTemplateMetadata, QuickAction } from './project.ts';
import { withSuffix } from './project-files.ts';
import type { ProjectFiles } from './project-files.ts';
import { readMetadata } from './xml.ts';
import type { XmlElement } from './xml.ts';

function layoutFields(element: XmlElement, naming: Naming): QuickAction['fields'] {
  const columns = element.first('quickActionLayout')?.all('quickActionLayoutColumns') ?? [];
  return columns
    .flatMap((column) => column.all('quickActionLayoutItems'))
    .flatMap((item) => {
      const field = item.text('field');
      return field === undefined
        ? []
        : [{ field: naming.api(field), required: item.text('uiBehavior') === 'Required' }];
    });
}

/** `Object.Action` of an object, or a global `Action`. */
export function loadQuickActions(files: ProjectFiles, naming: Naming): QuickAction[] {
  return withSuffix(files, '.quickAction-meta.xml').map(({ name, file }) => {
    const element = readMetadata(file, 'QuickAction');
    const [first = '', second] = name.split('.');
    const target = element.text('targetObject');
    return {
      name: second ?? first,
      object: second === undefined ? undefined : naming.api(first),
      label: element.text('label') ?? element.text('standardLabel') ?? second ?? first,
      type: element.required('type'),
      targetObject: target === undefined ? undefined : naming.api(target),
      targetParentField: element.text('targetParentField'),
      lwc: element.text('lightningWebComponent'),
      fields: layoutFields(element, naming)
    };
  });
}

/** `email/Folder/Name.email` with its meta file; the folder is the one that holds the file. */
export function loadEmailTemplates(files: ProjectFiles): EmailTemplateMetadata[] {
  return withSuffix(files, '.email-meta.xml').map(({ name, file }) => {
    const element = readMetadata(file, 'EmailTemplate');
    const body = file.replace(/-meta\.xml$/, '');
    const text = existsSync(body) ? readFileSync(body, 'utf8') : '';
    const type = element.text('type') ?? 'text';
    return {
      name,
      folder: path.basename(path.dirname(file)),
      label: element.text('name') ?? name,
      type,
      active: element.flag('available'),
      subject: element.text('subject') ?? '',
      description: element.text('description'),
      style: element.text('style') ?? 'none',
      html: type === 'text' ? '' : text,
      text: type === 'text' ? text : (element.text('textOnly') ?? '')
    };
  });
}
