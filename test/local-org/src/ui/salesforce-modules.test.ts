import { describe, expect, test } from '@jest/globals';
import { salesforceModules } from './salesforce-modules.ts';

/** What a component gets that imports the module. */
function imported(id: string, namespace: string): unknown {
  const plugin = salesforceModules({ lwcDirectories: new Map(), labels: new Map(), namespace });
  const load = plugin.load as (id: string) => string;
  return JSON.parse(load(`\0salesforce:${id}.js`).replace(/^export default (.*);$/s, '$1'));
}

describe('@salesforce/schema', () => {
  test.each([
    ['@salesforce/schema/Deal__c', '', { objectApiName: 'Deal__c' }],
    ['@salesforce/schema/Deal__c', 'shop', { objectApiName: 'shop__Deal__c' }],
    ['@salesforce/schema/Account.Name', 'shop', { objectApiName: 'Account', fieldApiName: 'Name' }],
    [
      '@salesforce/schema/Deal__c.Buyer__r.Rank__c',
      'shop',
      { objectApiName: 'shop__Deal__c', fieldApiName: 'shop__Buyer__r.shop__Rank__c' }
    ]
  ])('%s under the namespace "%s"', (id, namespace, expected) => {
    expect(imported(id, namespace)).toEqual(expected);
  });
});
