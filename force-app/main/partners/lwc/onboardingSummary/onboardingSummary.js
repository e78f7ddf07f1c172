import { LightningElement, api } from 'lwc';
import { labels } from './labels';

/** What a request asks for, to be read before it is submitted or approved. */
export default class OnboardingSummary extends LightningElement {
  /** @type {object} the request as Apex gives it */
  @api request;
  labels = labels;

  get parts() {
    const { company, contacts, identifiers, documents, routing, usage } = this.request;
    const usageText = { Test: labels.test, Production: labels.live }[usage];
    return [
      this.part(labels.company, [[company.name, company.role, company.standard, company.version]]),
      this.part(
        labels.contacts,
        contacts.map(({ name, role, email, phone, primary }) => [name, role, email, phone, primary && labels.primary])
      ),
      this.part(
        labels.identifiers,
        identifiers.map(({ scheme, qualifier, value, usage: use }) => [
          [scheme, qualifier, value].filter(Boolean).join(' '),
          use === 'Both' ? undefined : use
        ])
      ),
      this.part(labels.documents, [[documents.join(', ')]]),
      this.part(labels.routing, [[routing.protocol, routing.address, routing.route]]),
      this.part(labels.usage, [[usageText]])
    ];
  }

  part(label, lines) {
    const texts = lines.map((line) => line.filter(Boolean).join(' · ')).filter(Boolean);
    const shown = texts.length > 0 ? texts : [labels.none];
    return {
      label,
      termKey: `${label}-term`,
      detailKey: `${label}-detail`,
      lines: shown.map((text, index) => ({ key: index, text }))
    };
  }
}
