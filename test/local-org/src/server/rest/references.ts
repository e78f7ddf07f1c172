import type { RestAnswer } from './resources.ts';
import { RestError } from './rest-error.ts';

const REFERENCE = /@\{([^{}]+)\}/g;

/** Answers of earlier subrequests by their reference ids, and what `@{ref.path}` in later ones stands for. */
export class References {
  private readonly bodies = new Map<string, unknown>();

  add(referenceId: string, answer: RestAnswer): void {
    if (answer.status < 300) this.bodies.set(referenceId, answer.body);
  }

  private value(path: string): unknown {
    const [referenceId = '', ...steps] = path.split(/[.[\]]+/).filter((step) => step !== '');
    let value = this.bodies.get(referenceId);
    for (const step of steps) value = (value as Record<string, unknown> | null | undefined)?.[step];
    if (value === undefined || value === null) {
      throw new RestError(
        400,
        'PROCESSING_HALTED',
        `Invalid reference specified. No value for ${path} found in ${referenceId}`
      );
    }
    return value;
  }

  /** Replaces all references in a text; each one must lead to a value that text can hold. */
  text(template: string, encode: (text: string) => string = (text) => text): string {
    return template.replaceAll(REFERENCE, (_, path: string) => {
      const value = this.value(path);
      return encode(typeof value === 'string' ? value : JSON.stringify(value));
    });
  }

  /** Replaces references in all texts of a body; a text that is one reference becomes its value. */
  body(body: unknown): unknown {
    if (typeof body === 'string') {
      const whole = /^@\{([^{}]+)\}$/.exec(body)?.[1];
      return whole === undefined ? this.text(body) : this.value(whole);
    }
    if (Array.isArray(body)) return body.map((item) => this.body(item));
    if (typeof body !== 'object' || body === null) return body;
    return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, this.body(value)]));
  }
}
