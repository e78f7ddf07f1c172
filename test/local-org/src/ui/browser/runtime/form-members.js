import { read } from './data.js';
import { onRecordChanged } from './records.js';
import { nameOf, uiApi } from './ui-api.js';

const EVENT = 'localorgformmember';
const CHANGED = 'localorgfieldchanged';

/** The name that a field has on its object, given as text or as imported from `@salesforce/schema`. */
export function fieldNameOf(reference) {
  const name = typeof reference === 'string' ? reference : nameOf(reference);
  return name.slice(name.indexOf('.') + 1);
}

/**
 * Tells the record form around an element that it is there. Slots hide what they hold from the form, an event that is
 * composed reaches it through any element between.
 *
 * @param member `{ fieldName?, show(model), showErrors(errors) }`; fields have a name, messages do not
 * @returns what ends the membership
 */
export function joinForm(element, member) {
  const detail = { member, leave: () => undefined };
  element.dispatchEvent(new CustomEvent(EVENT, { bubbles: true, composed: true, detail }));
  return () => detail.leave();
}

/** Tells the record form around a field that a person has changed it. */
export function tellChange(element, apiName, value) {
  element.dispatchEvent(new CustomEvent(CHANGED, { bubbles: true, composed: true, detail: { apiName, value } }));
}

/** What a record form holds in its slot, and the data that it shows. */
export class FormMembers {
  #members = new Set();
  #subject;
  #loaded;
  #asked = 0;
  #stop;

  /**
   * @param form element of the form
   * @param subject gives `{ objectApiName, recordId, optionalFields }`
   * @param loaded told `{ error }`, or `{ detail }` as the `load` event has it
   */
  constructor(form, subject, loaded) {
    this.#subject = subject;
    this.#loaded = loaded;
    form.addEventListener(EVENT, (event) => {
      event.stopPropagation();
      const { member } = event.detail;
      this.#members.add(member);
      event.detail.leave = () => this.#members.delete(member);
      this.loadSoon();
    });
    form.addEventListener(CHANGED, (event) => {
      event.stopPropagation();
      const { apiName, value } = event.detail;
      this.fields.forEach((member) => member.controlled?.(apiName, value));
    });
  }

  get fields() {
    return [...this.#members].filter(({ fieldName }) => fieldName !== undefined);
  }

  get messages() {
    return [...this.#members].filter(({ fieldName }) => fieldName === undefined);
  }

  /** Asks again whenever the form's record, or what it is about, has changed. */
  watch() {
    this.rest();
    const { recordId } = this.#subject();
    this.#stop = recordId ? onRecordChanged(recordId, () => this.loadSoon()) : undefined;
    this.loadSoon();
  }

  rest() {
    this.#stop?.();
  }

  /** Fields appear one by one, and are asked for at once. Only the last of several calls asks. */
  async loadSoon() {
    const asked = ++this.#asked;
    await Promise.resolve();
    const isCurrent = () => asked === this.#asked;
    const { objectApiName, recordId } = this.#subject();
    if (!isCurrent() || !objectApiName || this.fields.length === 0) {
      return;
    }
    try {
      // Taken now: a form that is closed while it waits has none left.
      const names = this.fields.map(({ fieldName }) => fieldName);
      const query = new URLSearchParams({ recordId: recordId ?? '', fields: names.join(',') });
      const [{ fields }, detail] = await Promise.all([
        read(`form/${nameOf(objectApiName)}?${query}`),
        this.#detail(names)
      ]);
      if (isCurrent()) {
        this.#show(fields);
        this.#loaded({ detail });
      }
    } catch (error) {
      this.#loaded({ error });
    }
  }

  /** Fields that do not exist, or that the user may not see, are not in the answer and stay empty. */
  #show(models) {
    const known = new Map(models.map((model) => [model.apiName.toLowerCase(), model]));
    this.fields.forEach((member) => member.show(known.get(member.fieldName.toLowerCase())));
  }

  /** What the `load` event tells: the object, and the record with its fields. */
  async #detail(fieldNames) {
    const { objectApiName, recordId, optionalFields } = this.#subject();
    const object = nameOf(objectApiName);
    const info = await uiApi('GET', `object-info/${object}`);
    const objectInfos = { [info.apiName]: info };
    if (!recordId) {
      return { objectInfos };
    }
    const names = [...fieldNames, ...(optionalFields ?? []).map(fieldNameOf)];
    const query = { optionalFields: names.map((name) => `${info.apiName}.${name}`) };
    return { objectInfos, records: { [recordId]: await uiApi('GET', `records/${recordId}`, { query }) } };
  }
}
