import type { Project } from '../metadata/project.ts';
import { readMetadata } from '../metadata/xml.ts';
import type { ObjectDescribe, Schema } from '../schema/schema.ts';

/** A related list as a page layout wants it. */
export interface RelatedListLayout {
  /** API names of the child object and of its lookup that leads to the record. */
  child: string;
  field: string;
  /** Names of columns, as layouts write them: `NAME`, `Status__c`, `CASES.SUBJECT`; none for the default columns. */
  columns: string[];
  /** Name of the column that sorts it; without one the latest come first. */
  sort?: { column: string; descending: boolean };
}

/** Lists that layouts name by no lookup; their columns have other names than fields. */
const STANDARD: Record<string, RelatedListLayout> = {
  RelatedActivityList: { child: 'Task', field: 'WhatId', columns: ['Subject', 'ActivityDate', 'Status', 'Priority'] },
  RelatedContactList: { child: 'Contact', field: 'AccountId', columns: ['Name', 'Email', 'Phone'] },
  RelatedOpportunityList: { child: 'Opportunity', field: 'AccountId', columns: ['Name', 'StageName', 'CloseDate'] },
  RelatedCaseList: { child: 'Case', field: 'AccountId', columns: ['CaseNumber', 'Subject', 'Status', 'Priority'] }
};

/** The related lists of an object's page layout in their order; undefined where the project has no layout of it. */
export function relatedListsOf(
  project: Project,
  schema: Schema,
  object: ObjectDescribe
): RelatedListLayout[] | undefined {
  const layout = project.layouts.find((one) => one.object === object.apiName);
  return layout === undefined
    ? undefined
    : readMetadata(layout.file, 'Layout')
        .all('relatedLists')
        .flatMap((list) => {
          const name = list.text('relatedList') ?? '';
          const [childName = '', fieldName = ''] = name.split('.');
          const child = schema.object(STANDARD[name]?.child ?? childName);
          const field = child && schema.field(child, STANDARD[name]?.field ?? fieldName);
          const columns = STANDARD[name]?.columns ?? list.all('fields').map(({ content }) => content.trim());
          const column = list.text('sortField');
          const sort = column === undefined ? {} : { sort: { column, descending: list.text('sortOrder') === 'Desc' } };
          return child && field ? [{ child: child.apiName, field: field.apiName, columns, ...sort }] : [];
        });
}
