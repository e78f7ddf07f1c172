import DOCUMENT from '@salesforce/schema/Trading_Document__c';
import EXCEPTION from '@salesforce/schema/Document_Exception__c';
import { labels } from './labels';

const pageOf = (object, id) => (id ? `/lightning/r/${object}/${id}/view` : undefined);
const labelOf = (options, value) => options.find((option) => option.value === value)?.label ?? value;

/** An exception as the table shows it. */
export function rowOf(row, { choices, isChosen, result }) {
  return {
    ...row,
    isChosen,
    chooseLabel: `${labels.choose} ${row.name}`,
    kindLabel: labelOf(choices.kinds, row.kind),
    statusLabel: labelOf(choices.statuses, row.status),
    url: pageOf(EXCEPTION.objectApiName, row.id),
    documentUrl: pageOf(DOCUMENT.objectApiName, row.documentId),
    accountUrl: pageOf('Account', row.accountId),
    caseUrl: pageOf('Case', row.caseId),
    result: result?.message,
    resultClass: result?.isDone ? 'slds-text-color_success' : 'slds-text-color_error'
  };
}
