import { knownTemplates } from './known-templates.js';
import type { Template } from './template.js';

/** The account's templates, unique by name and language. */
export class TemplateCatalog {
  readonly #byId = new Map<string, Template>();
  readonly #byNameAndLanguage = new Map<string, Template>();
  #nextId = 2689556908129832n;

  constructor() {
    this.reset();
  }

  reset(): void {
    this.#byId.clear();
    this.#byNameAndLanguage.clear();
    for (const template of knownTemplates()) this.#add(template);
  }

  all(): Template[] {
    return [...this.#byId.values()];
  }

  byId(id: string): Template | undefined {
    return this.#byId.get(id);
  }

  byName(name: string, language: string): Template | undefined {
    return this.#byNameAndLanguage.get(`${name} ${language}`);
  }

  create(template: Omit<Template, 'id'>): Template {
    const created = { id: String(this.#nextId++), ...template };
    this.#add(created);
    return created;
  }

  remove(template: Template): void {
    this.#byId.delete(template.id);
    this.#byNameAndLanguage.delete(`${template.name} ${template.language}`);
  }

  #add(template: Template): void {
    this.#byId.set(template.id, template);
    this.#byNameAndLanguage.set(`${template.name} ${template.language}`, template);
  }
}
