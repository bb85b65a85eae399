import { Inject, Injectable } from '@nestjs/common';
import { EventLog } from '#runtime';
import { TemplatesRepository } from '#templates';

/** When Meta moves a template to MARKETING, or back, somebody hears of it, however it became known: webhook, list, another process. */
@Injectable()
export class NoticeCategoryDrift {
  constructor(
    @Inject(TemplatesRepository) private readonly templates: TemplatesRepository,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    for (const { wabaId: waba, name: template, language, drifted } of await this.templates.takeCategoryNews()) {
      if (drifted) this.log.warn('template.category_drifted', { waba, template, language });
      else this.log.info('template.category_restored', { waba, template, language });
    }
  }
}
