import { LightningElement } from 'lwc';
import getChoices from '@salesforce/apex/ExceptionListController.getChoices';
import getPage from '@salesforce/apex/ExceptionListController.getPage';
import ignore from '@salesforce/apex/ExceptionListController.ignore';
import reprocess from '@salesforce/apex/ExceptionListController.reprocess';
import TIME_ZONE from '@salesforce/i18n/timeZone';
import { readableError } from 'c/readableError';
import { rowOf } from './exceptionRow';
import { labels } from './labels';

const UNSETTLED = 'Unsettled';
const TYPING_MS = 300;

/** Exceptions, newest first, by filters that the server applies; many can be reprocessed or ignored at a time. */
export default class ExceptionList extends LightningElement {
  labels = labels;
  timeZone = TIME_ZONE;
  choices = { kinds: [], statuses: [], mayHandle: false };
  kind = '';
  status = UNSETTLED;
  text = '';
  isMine = false;
  rows;
  hasMore = false;
  errorMessage;
  chosen = new Set();
  results = new Map();
  isIgnoring = false;
  isBusy = false;
  reason = '';
  typing;
  reading = 0;
  isReasonShown = false;

  connectedCallback() {
    this.readChoices();
    this.read();
  }

  disconnectedCallback() {
    clearTimeout(this.typing);
  }

  get mayHandle() {
    return this.choices.mayHandle;
  }

  get kinds() {
    return [{ value: '', label: labels.all }, ...this.choices.kinds];
  }

  get statuses() {
    return [{ value: UNSETTLED, label: labels.unsettled }, { value: '', label: labels.all }, ...this.choices.statuses];
  }

  get isLoading() {
    return !this.rows && !this.errorMessage;
  }

  get isEmpty() {
    return this.rows?.length === 0;
  }

  get hasRows() {
    return this.rows?.length > 0;
  }

  get isIdle() {
    return this.chosen.size === 0 || this.isBusy;
  }

  get chosenText() {
    return this.chosen.size === 0 ? '' : labels.chosen.replace('{0}', this.chosen.size);
  }

  get confirmText() {
    return labels.confirm.replace('{0}', this.chosen.size);
  }

  get areAllChosen() {
    return this.hasRows && this.rows.every(({ id }) => this.chosen.has(id));
  }

  get shown() {
    return this.rows.map((row) =>
      rowOf(row, { choices: this.choices, isChosen: this.chosen.has(row.id), result: this.results.get(row.id) })
    );
  }

  handleFilter(event) {
    const { name } = event.target;
    this[name] = name === 'isMine' ? event.target.checked : event.detail.value;
    return this.read();
  }

  /** A letter is no search: the server is asked when the typing rests. */
  handleSearch(event) {
    this.text = event.detail.value;
    clearTimeout(this.typing);
    // eslint-disable-next-line @lwc/lwc/no-async-operation
    this.typing = setTimeout(() => this.read(), TYPING_MS);
  }

  handleRefresh() {
    return this.read();
  }

  handleChoose(event) {
    const { id } = event.target.dataset;
    const chosen = new Set(this.chosen);
    if (!chosen.delete(id)) {
      chosen.add(id);
    }
    this.chosen = chosen;
  }

  handleChooseAll(event) {
    this.chosen = new Set(event.target.checked ? this.rows.map(({ id }) => id) : []);
  }

  handleIgnore() {
    this.isIgnoring = true;
  }

  /** The form that opens takes the focus, once. */
  renderedCallback() {
    const reason = this.template.querySelector('[data-reason]');
    if (reason && !this.isReasonShown) {
      reason.focus();
    }
    this.isReasonShown = reason !== null;
  }

  handleCancel() {
    this.isIgnoring = false;
  }

  handleReason(event) {
    this.reason = event.detail.value;
  }

  handleReprocess() {
    return this.act(() => reprocess({ exceptionIds: [...this.chosen] }));
  }

  handleConfirm() {
    if (!this.template.querySelector('[data-reason]').reportValidity()) {
      return undefined;
    }
    return this.act(() => ignore({ exceptionIds: [...this.chosen], reason: this.reason }));
  }

  async handleMore() {
    try {
      const page = await getPage({ ...this.filters(), before: this.rows.at(-1).name });
      this.rows = [...this.rows, ...page.rows];
      this.hasMore = page.hasMore;
    } catch (error) {
      this.errorMessage = readableError(error);
    }
  }

  /** Each row shows what became of it, and stays until the list is read again. */
  async act(ask) {
    this.isBusy = true;
    try {
      const results = await ask();
      this.results = new Map([...this.results, ...results.map((result) => [result.id, result])]);
      this.chosen = new Set();
      this.isIgnoring = false;
      this.reason = '';
      this.errorMessage = undefined;
    } catch (error) {
      this.errorMessage = readableError(error);
    } finally {
      this.isBusy = false;
    }
  }

  filters() {
    return { kind: this.kind, status: this.status, isMine: this.isMine, text: this.text };
  }

  async readChoices() {
    try {
      this.choices = await getChoices();
    } catch (error) {
      this.errorMessage = readableError(error);
    }
  }

  /** The latest question counts: an answer to an earlier one that comes late is passed over. */
  async read() {
    this.reading += 1;
    const reading = this.reading;
    try {
      const page = await getPage({ ...this.filters(), before: null });
      if (reading === this.reading) {
        this.rows = page.rows;
        this.hasMore = page.hasMore;
        this.results = new Map();
        this.chosen = new Set(page.rows.map(({ id }) => id).filter((id) => this.chosen.has(id)));
        this.errorMessage = undefined;
      }
    } catch (error) {
      this.errorMessage = readableError(error);
    }
  }
}
