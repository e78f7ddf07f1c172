import { LightningElement, api } from 'lwc';
import { fieldNameOf, joinForm } from '../../../runtime/form-members.js';

/** Shows one field of the record form around it, with its label. */
export default class OutputField extends LightningElement {
  @api fieldName;
  @api fieldClass = '';
  /** `standard`, `label-hidden`, `label-inline` or `label-stacked`. */
  @api variant = 'standard';
  model;

  connectedCallback() {
    this.leave = joinForm(this, { fieldName: fieldNameOf(this.fieldName), show: (model) => this.show(model) });
  }

  disconnectedCallback() {
    this.leave();
  }

  show(model) {
    const link = { label: model?.displayValue ?? model?.value, url: `/lightning/r/record/${model?.value}/view` };
    this.model = model?.type === 'reference' && model.value ? { ...model, link } : model;
  }

  get computedClass() {
    const layout = this.variant === 'label-inline' ? 'slds-form-element_horizontal' : '';
    return `slds-form-element slds-form-element_readonly ${layout} ${this.fieldClass ?? ''}`;
  }

  get labelClass() {
    return this.variant === 'label-hidden' ? 'slds-assistive-text' : 'slds-form-element__label';
  }
}
