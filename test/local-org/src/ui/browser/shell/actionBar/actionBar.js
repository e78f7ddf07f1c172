import { LightningElement, api } from 'lwc';
import LightningConfirm from 'lightning/confirm';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import FormModal from 'shell/formModal';
import components from 'local-org/components';
import { remove } from '../../runtime/data.js';
import { recordChanged } from '../../runtime/records.js';

const MOST = 4;

/** The buttons of a record: quick actions of the project, edit and delete. */
export default class ActionBar extends LightningElement {
  @api record;
  @api actions = [];

  get all() {
    return this.actions.map((action) => ({ ...action, disabled: action.kind === 'notEmulated' }));
  }

  get shown() {
    return this.all.slice(0, MOST);
  }

  get more() {
    return this.all.slice(MOST);
  }

  handleAction(event) {
    return this.run(event.currentTarget.dataset.name);
  }

  handleMore(event) {
    return this.run(event.detail.value);
  }

  async run(name) {
    const action = this.actions.find((one) => one.name === name);
    switch (action.kind) {
      case 'delete':
        return this.delete();
      case 'lwc':
        return this.openComponent(action);
      case 'create': {
        const defaults = action.parentField ? { [action.parentField]: this.record.id } : {};
        return this.openForm(action, action.targetObject, null, defaults);
      }
      default:
        return this.openForm(action, this.record.object.apiName, this.record.id, {});
    }
  }

  async openForm(action, objectApiName, recordId, defaults) {
    const id = await FormModal.open({
      size: 'medium',
      label: recordId ? `${action.label} ${this.record.title}` : action.label,
      objectApiName,
      recordId,
      defaults,
      fieldNames: action.fields
    });
    if (id) {
      this.toast('Saved.', 'success');
      recordChanged(this.record.id);
    }
  }

  async openComponent({ lwc, label }) {
    const { default: component } = await components[lwc]();
    const properties = { recordId: this.record.id, objectApiName: this.record.object.apiName };
    await FormModal.open({ size: 'medium', label, component, properties });
    recordChanged(this.record.id);
  }

  async delete() {
    const { label } = this.record.object;
    const message = `Are you sure you want to delete this ${label}?`;
    if (!(await LightningConfirm.open({ label: `Delete ${label}`, message, theme: 'warning' }))) {
      return;
    }
    const result = await remove(this.record.id);
    if (result.faults) {
      this.toast(result.faults.map((fault) => fault.message).join(' '), 'error');
    } else {
      window.location.assign(`/lightning/o/${this.record.object.apiName}/list`);
    }
  }

  toast(title, variant) {
    this.dispatchEvent(new ShowToastEvent({ title, variant }));
  }
}
