import { LightningElement, api } from 'lwc';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import { notifyRecordUpdateAvailable } from 'lightning/uiRecordApi';
import getDesk from '@salesforce/apex/DocumentDeskController.getDesk';
import getMarker from '@salesforce/apex/DocumentDeskController.getMarker';
import noteMail from '@salesforce/apex/DocumentDeskController.noteMail';
import reprocess from '@salesforce/apex/DocumentDeskController.reprocess';
import DOCUMENT from '@salesforce/schema/Trading_Document__c';
import PARTNER from '@salesforce/schema/Trading_Partner__c';
import TIME_ZONE from '@salesforce/i18n/timeZone';
import { readContent } from 'c/contentRequest';
import { readableError } from 'c/readableError';
import { faultyLineOf, mailsOf, openFaultsOf } from './documentView';
import { labels } from './labels';

const SECONDS = 5;

/**
 * Faulty documents of a case, or one document: what is wrong in plain words, the text with the faulty segments marked,
 * the trail, and what agents can do. While it is visible it asks every few seconds whether anything has changed.
 */
export default class DocumentDesk extends LightningElement {
  @api recordId;

  labels = labels;
  /** Base components go by the device's zone; people expect the one of their Salesforce settings. */
  timeZone = TIME_ZONE;
  desk;
  selectedId;
  errorMessage;
  content;
  contentError;
  isAsking = false;
  isBusy = false;
  /** `edit` or `ignore` while a form is open. */
  form;
  timer;

  connectedCallback() {
    this.handleVisibility = () => this.schedule(0);
    document.addEventListener('visibilitychange', this.handleVisibility);
    this.read();
  }

  disconnectedCallback() {
    document.removeEventListener('visibilitychange', this.handleVisibility);
    clearTimeout(this.timer);
  }

  get isLoading() {
    return !this.desk && !this.errorMessage;
  }

  get isEmpty() {
    return this.desk?.documents.length === 0;
  }

  get document() {
    const documents = this.desk?.documents ?? [];
    return documents.find(({ id }) => id === this.selectedId) ?? documents[0];
  }

  get title() {
    return this.desk && this.openFaultsOfCase ? labels.title : labels.titleSound;
  }

  get hasSeveral() {
    return this.desk.documents.length > 1;
  }

  get options() {
    return this.desk.documents.map((one) => ({
      value: one.id,
      label: `${one.title} (${openFaultsOf(one).length}) ${one.fileName ?? ''}`.trim()
    }));
  }

  get documentUrl() {
    return `/lightning/r/${DOCUMENT.objectApiName}/${this.document.id}/view`;
  }

  get partnerUrl() {
    return `/lightning/r/${PARTNER.objectApiName}/${this.document.partnerId}/view`;
  }

  get correctsUrl() {
    return `/lightning/r/${DOCUMENT.objectApiName}/${this.document.correctsId}/view`;
  }

  get mails() {
    return this.desk.mayHandle ? mailsOf(this.document) : [];
  }

  get lacksContact() {
    return this.desk.mayHandle && Boolean(this.document.partnerId) && this.document.contacts.length === 0;
  }

  /** A case that is not closed has a time by which it should be. */
  get isDue() {
    return Boolean(this.desk?.dueAt) && this.openFaultsOfCase;
  }

  get dueClass() {
    return new Date(this.desk.dueAt) < new Date() ? 'slds-text-color_error' : 'slds-text-color_weak';
  }

  get openFaultsOfCase() {
    return this.desk.documents.some((one) => openFaultsOf(one).length > 0);
  }

  get hiddenText() {
    return this.desk.hiddenFaults > 0 ? labels.hidden.replace('{0}', this.desk.hiddenFaults) : undefined;
  }

  get openFaults() {
    return openFaultsOf(this.document);
  }

  get mayLook() {
    return this.desk.mayHandle || this.desk.mayApprove;
  }

  get canAct() {
    return Boolean(this.desk?.mayHandle && this.document);
  }

  get cannotEdit() {
    return !this.content?.isWhole || this.isEditing;
  }

  get cannotIgnore() {
    return this.openFaults.length === 0 || this.isIgnoring;
  }

  get isEditing() {
    return this.form === 'edit' && Boolean(this.content);
  }

  get isIgnoring() {
    return this.form === 'ignore' && this.openFaults.length > 0;
  }

  get faultyLine() {
    return faultyLineOf(this.document, this.content.text);
  }

  get originalText() {
    return this.content?.isWhole ? this.content.text : undefined;
  }

  get journal() {
    return this.content?.steps;
  }

  handleDocument(event) {
    this.selectedId = event.detail.value;
    this.form = undefined;
    return this.ask(false);
  }

  handleAgain() {
    return this.ask(true);
  }

  handleEdit() {
    this.form = 'edit';
  }

  handleIgnore() {
    this.form = 'ignore';
  }

  handleClose() {
    this.form = undefined;
  }

  handleProposed() {
    return this.done(labels.proposed);
  }

  handleIgnored() {
    return this.done(labels.ignored);
  }

  handleChanged() {
    return this.read();
  }

  /** The mail program opens by the link itself; the trail only notes it. */
  async handleMail(event) {
    const address = event.currentTarget.dataset.email;
    try {
      await noteMail({ documentId: this.document.id, caseId: this.desk.caseId ?? null, address });
    } catch (error) {
      this.errorMessage = readableError(error);
    }
  }

  async handleReprocess() {
    this.isBusy = true;
    try {
      await reprocess({ documentId: this.document.id, caseId: this.desk.caseId ?? null });
      await this.done(labels.reprocessed);
    } catch (error) {
      this.errorMessage = readableError(error);
    } finally {
      this.isBusy = false;
    }
  }

  done(title) {
    this.form = undefined;
    this.dispatchEvent(new ShowToastEvent({ title, variant: 'success' }));
    return this.read();
  }

  async read() {
    try {
      this.desk = await getDesk({ recordId: this.recordId });
      this.errorMessage = undefined;
      if (this.document && this.mayLook && !this.content && !this.isAsking && !this.contentError) {
        this.ask(false);
      }
    } catch (error) {
      this.errorMessage = readableError(error);
    } finally {
      this.schedule();
    }
  }

  async ask(isFresh) {
    const { id } = this.document;
    this.selectedId = id;
    this.isAsking = true;
    this.content = undefined;
    this.contentError = undefined;
    const isWanted = () => this.isConnected && this.selectedId === id;
    try {
      const content = await readContent(id, isFresh, isWanted);
      if (isWanted()) {
        this.content = content;
      }
    } catch (error) {
      if (isWanted()) {
        this.contentError = readableError(error);
      }
    } finally {
      if (isWanted()) {
        this.isAsking = false;
      }
    }
  }

  /** One timer at a time, and none while nobody looks: an open but hidden tab must not spend the org's requests. */
  schedule(seconds = this.desk?.refreshSeconds ?? SECONDS) {
    clearTimeout(this.timer);
    if (this.isConnected && document.visibilityState !== 'hidden') {
      // eslint-disable-next-line @lwc/lwc/no-async-operation
      this.timer = setTimeout(() => this.poll(), seconds * 1000);
    }
  }

  async poll() {
    try {
      const marker = await getMarker({ recordId: this.recordId });
      if (marker !== this.desk?.marker) {
        await this.read();
        // The case may have been closed: what else is on the page shall show it.
        await notifyRecordUpdateAvailable([{ recordId: this.recordId }]);
        return;
      }
      this.errorMessage = undefined;
    } catch (error) {
      this.errorMessage = readableError(error);
    }
    this.schedule();
  }
}
