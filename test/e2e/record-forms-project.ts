import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

const TEMPLATE = `<template>
  <lightning-card title="Edit form">
    <div class="slds-p-horizontal_medium edit">
      <lightning-record-edit-form object-api-name="Account" record-id={recordId} onsuccess={handleSuccess} onload={handleLoad}>
        <lightning-messages></lightning-messages>
        <lightning-input-field field-name={nameField}></lightning-input-field>
        <div><lightning-input-field field-name="Phone" required onchange={handleChange}></lightning-input-field></div>
        <lightning-input-field field-name="Industry"></lightning-input-field>
        <lightning-input-field field-name="ParentId" variant="label-hidden"></lightning-input-field>
        <lightning-input-field field-name="NumberOfEmployees" disabled></lightning-input-field>
        <lightning-button type="submit" variant="brand" label="Save account"></lightning-button>
      </lightning-record-edit-form>
      <p class="loaded">{loaded}</p>
      <p class="said">{said}</p>
    </div>
  </lightning-card>
  <lightning-card title="View form">
    <div class="slds-p-horizontal_medium view">
      <lightning-record-view-form object-api-name="Account" record-id={recordId}>
        <lightning-output-field field-name="Name"></lightning-output-field>
        <lightning-output-field field-name={phoneField}></lightning-output-field>
      </lightning-record-view-form>
    </div>
  </lightning-card>
  <lightning-card title="Record form">
    <div class="slds-p-horizontal_medium whole">
      <lightning-record-form object-api-name={accountObject} record-id={recordId} fields={fields} columns="2" mode="view">
      </lightning-record-form>
    </div>
  </lightning-card>
  <lightning-card title="New account">
    <div class="slds-p-horizontal_medium new">
      <lightning-record-form object-api-name="Account" fields={fields} onsuccess={handleSuccess}></lightning-record-form>
    </div>
  </lightning-card>
  <lightning-card title="New trip">
    <div class="slds-p-horizontal_medium trip">
      <lightning-record-form object-api-name="Trip__c" fields={tripFields} onsuccess={handleTrip}></lightning-record-form>
      <p class="gone">{gone}</p>
    </div>
  </lightning-card>
  <lightning-card title="Picker">
    <div class="slds-p-horizontal_medium picker">
      <lightning-record-picker label="Partner" object-api-name="Account" placeholder="Search partners" onchange={handlePick}>
      </lightning-record-picker>
      <p class="picked">{picked}</p>
      <lightning-button label="Clear" onclick={handleClear}></lightning-button>
    </div>
  </lightning-card>
</template>`;

const SCRIPT = `import { LightningElement, api } from 'lwc';
import ACCOUNT from '@salesforce/schema/Account';
import NAME from '@salesforce/schema/Account.Name';
import PHONE from '@salesforce/schema/Account.Phone';

export default class Forms extends LightningElement {
  @api recordId;
  accountObject = ACCOUNT;
  nameField = NAME;
  phoneField = PHONE;
  fields = [NAME, 'Website'];
  tripFields = ['Name', 'Way__c', 'Vehicle__c'];
  gone = '';
  said = '';
  loaded = '';
  picked = '';

  handleLoad(event) {
    this.loaded = 'loaded ' + event.detail.records[this.recordId].fields.Name.value;
  }
  handleChange(event) {
    this.said = 'typed ' + event.detail.value;
  }
  handleSuccess(event) {
    this.said = 'saved ' + event.detail.id + ' ' + event.detail.fields.Name.value;
  }
  handleTrip(event) {
    this.gone = 'gone by ' + event.detail.fields.Vehicle__c.value;
  }
  handlePick(event) {
    this.picked = String(event.detail.recordId);
  }
  handleClear() {
    this.template.querySelector('lightning-record-picker').clearSelection();
  }
}`;

const FLEXIPAGE = `${XML}<FlexiPage ${NAMESPACE}>
  <flexiPageRegions>
    <itemInstances>
      <componentInstance><componentName>forms</componentName><identifier>forms1</identifier></componentInstance>
    </itemInstances>
    <name>main</name>
    <type>Region</type>
  </flexiPageRegions>
  <masterLabel>Forms</masterLabel>
  <sobjectType>Account</sobjectType>
  <template><name>flexipage:recordHomeTemplateDesktop</name></template>
  <type>RecordPage</type>
</FlexiPage>`;

const rule = (
  name: string,
  formula: string,
  message: string,
  field?: string
): string => `${XML}<ValidationRule ${NAMESPACE}>
  <fullName>${name}</fullName>
  <active>true</active>
  <errorConditionFormula>${formula}</errorConditionFormula>
  ${field === undefined ? '' : `<errorDisplayField>${field}</errorDisplayField>`}
  <errorMessage>${message}</errorMessage>
</ValidationRule>`;

const value = (name: string): string =>
  `<value><fullName>${name}</fullName><default>false</default><label>${name}</label></value>`;

const picklist = (name: string, label: string, before: string, values: string[], after = ''): string =>
  `${XML}<CustomField ${NAMESPACE}>
  <fullName>${name}</fullName>
  <label>${label}</label>
  <type>Picklist</type>
  <valueSet>
    ${before}
    <restricted>true</restricted>
    <valueSetDefinition><sorted>false</sorted>${values.map(value).join('')}</valueSetDefinition>
    ${after}
  </valueSet>
</CustomField>`;

const setting = (name: string, controlling: string): string =>
  `<valueSettings><controllingFieldValue>${controlling}</controllingFieldValue><valueName>${name}</valueName></valueSettings>`;

const recordType = (name: string, ways: string[]): string => `${XML}<RecordType ${NAMESPACE}>
  <fullName>${name}</fullName>
  <active>true</active>
  <label>${name}</label>
  <picklistValues>
    <picklist>Way__c</picklist>
    ${ways.map((way) => `<values><fullName>${way}</fullName><default>false</default></values>`).join('')}
  </picklistValues>
</RecordType>`;

/** Trips go by land or water; each has its vehicles, and each record type its ways. */
const TRIP: Record<string, string> = {
  'Trip__c.object-meta.xml': `${XML}<CustomObject ${NAMESPACE}>
  <deploymentStatus>Deployed</deploymentStatus>
  <label>Trip</label>
  <nameField><label>Name</label><type>Text</type></nameField>
  <pluralLabel>Trips</pluralLabel>
  <sharingModel>ReadWrite</sharingModel>
</CustomObject>`,
  'fields/Way__c.field-meta.xml': picklist('Way__c', 'Way', '', ['Land', 'Water']),
  'fields/Vehicle__c.field-meta.xml': picklist(
    'Vehicle__c',
    'Vehicle',
    '<controllingField>Way__c</controllingField>',
    ['Bus', 'Ferry'],
    setting('Bus', 'Land') + setting('Ferry', 'Water')
  ),
  'recordTypes/Any.recordType-meta.xml': recordType('Any', ['Land', 'Water']),
  'recordTypes/Dry.recordType-meta.xml': recordType('Dry', ['Land'])
};

const FILES: Record<string, string> = {
  'sfdx-project.json': JSON.stringify({
    packageDirectories: [{ path: 'force-app', default: true }],
    sourceApiVersion: '67.0'
  }),
  'force-app/lwc/forms/forms.html': TEMPLATE,
  'force-app/lwc/forms/forms.js': SCRIPT,
  'force-app/lwc/forms/forms.js-meta.xml': `${XML}<LightningComponentBundle ${NAMESPACE}>
  <apiVersion>67.0</apiVersion>
  <isExposed>true</isExposed>
  <targets><target>lightning__RecordPage</target></targets>
</LightningComponentBundle>`,
  'force-app/flexipages/Forms.flexipage-meta.xml': FLEXIPAGE,
  ...Object.fromEntries(Object.entries(TRIP).map(([file, text]) => [`force-app/objects/Trip__c/${file}`, text])),
  'force-app/objects/Account/validationRules/No_Zeros.validationRule-meta.xml': rule(
    'No_Zeros',
    'Phone = &quot;000&quot;',
    'Nobody has this number.',
    'Phone'
  ),
  'force-app/objects/Account/validationRules/Not_Closed.validationRule-meta.xml': rule(
    'Not_Closed',
    'Name = &quot;Closed&quot;',
    'Closed accounts stay closed.'
  )
};

/** Writes a project whose account page has every record form on it, and two validation rules on accounts. */
export function writeFormsProject(folder: string): void {
  for (const [name, text] of Object.entries(FILES)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
