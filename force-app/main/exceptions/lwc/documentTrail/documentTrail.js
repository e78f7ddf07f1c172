import { LightningElement, api } from 'lwc';
import getTrail from '@salesforce/apex/DocumentDeskController.getTrail';
import getTrailCsv from '@salesforce/apex/DocumentDeskController.getTrailCsv';
import TIME_ZONE from '@salesforce/i18n/timeZone';
import { readableError } from 'c/readableError';
import { labels } from './labels';

/** What was done with a document: by people, as this org keeps it, and by the middleware, as its journal tells it. */
export default class DocumentTrail extends LightningElement {
  /** Steps of the journal: `{ step, at, reason }`. */
  @api journal = [];
  @api documentName = 'document';

  labels = labels;
  timeZone = TIME_ZONE;
  trail;
  errorMessage;
  #documentId;
  #version;

  @api
  get documentId() {
    return this.#documentId;
  }

  set documentId(value) {
    this.#documentId = value;
    this.trail = undefined;
    this.read();
  }

  /** Changes whenever something may have been done. */
  @api
  get version() {
    return this.#version;
  }

  set version(value) {
    const moved = this.#version !== undefined && this.#version !== value;
    this.#version = value;
    if (moved) {
      this.read();
    }
  }

  get isLoading() {
    return !this.trail && !this.errorMessage;
  }

  get isEmpty() {
    return !this.trail?.steps.length;
  }

  get showsNone() {
    return this.trail && this.rows.length === 0;
  }

  get brokenMessage() {
    const at = this.trail?.brokenAt;
    return at === undefined || at === null ? undefined : labels.broken.replace('{0}', at);
  }

  get rows() {
    const own = (this.trail?.steps ?? []).map(({ id, step, actor, detail, happenedAt }) => ({
      key: id,
      step,
      actor,
      detail,
      at: happenedAt
    }));
    const told = (this.journal ?? []).map(({ step, at, reason }, index) => ({
      key: `journal-${index}`,
      step: step.charAt(0).toUpperCase() + step.slice(1),
      actor: labels.journal,
      detail: reason,
      at
    }));
    return [...told, ...own].sort((a, b) => new Date(a.at) - new Date(b.at));
  }

  async handleExport() {
    try {
      const csv = await getTrailCsv({ documentId: this.#documentId });
      const link = document.createElement('a');
      link.href = `data:text/csv;charset=utf-8,${encodeURIComponent(csv)}`;
      link.download = `${this.documentName}-trail.csv`;
      link.click();
    } catch (error) {
      this.errorMessage = readableError(error);
    }
  }

  async read() {
    const documentId = this.#documentId;
    try {
      const trail = await getTrail({ documentId });
      if (documentId === this.#documentId) {
        this.trail = trail;
        this.errorMessage = undefined;
      }
    } catch (error) {
      this.errorMessage = readableError(error);
    }
  }
}
