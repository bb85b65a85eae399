import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Senders } from '#senders';
import { KnownTemplates, type StoredTemplate, SyncTemplates, TemplatesRepository } from '#templates';
import { Scopes } from '../access/scopes.decorator.js';
import { ProblemException } from '../problems/problem-exception.js';
import { TemplateListDto, TemplateSyncDto, type TemplateViewDto } from './template-view.dto.js';

@ApiTags('Templates')
@ApiBearerAuth()
@Controller('templates')
export class TemplatesController {
  constructor(
    private readonly senders: Senders,
    @Inject(TemplatesRepository) private readonly templates: TemplatesRepository,
    @Inject(SyncTemplates) private readonly syncTemplates: SyncTemplates,
    @Inject(KnownTemplates) private readonly known: KnownTemplates,
  ) {}

  @Get()
  @Scopes('messages:read')
  @ApiOperation({ summary: 'Known templates: status, category, quality, parameters' })
  @ApiResponse({ status: 200, type: TemplateListDto })
  async list(): Promise<TemplateListDto> {
    return { items: await this.find() };
  }

  @Get(':name')
  @Scopes('messages:read')
  @ApiOperation({ summary: 'One template in all its languages' })
  @ApiResponse({ status: 200, type: TemplateListDto })
  async read(@Param('name') name: string): Promise<TemplateListDto> {
    const items = await this.find(name);
    if (items.length > 0) return { items };
    throw new ProblemException({
      code: 'NOT_FOUND',
      detail: 'No template of this name is known. POST /templates/sync asks Meta.',
    });
  }

  @Post('sync')
  @HttpCode(200)
  @Scopes('templates:write')
  @ApiOperation({ summary: 'Read the templates from Meta now' })
  @ApiResponse({ status: 200, type: TemplateSyncDto })
  async sync(): Promise<TemplateSyncDto> {
    let templates = 0;
    for (const wabaId of this.accounts()) {
      const result = await this.syncTemplates.sync(wabaId, this.senders.accessTokenOf(wabaId) ?? '');
      if (result.kind === 'refused') {
        throw new ProblemException({
          code: 'META_REFUSED',
          detail: `${result.failure.title}. ${result.failure.advice}`,
        });
      }
      if (result.kind === 'unreachable') {
        throw new ProblemException({
          code: 'META_UNREACHABLE',
          detail: result.reason,
          headers: { 'retry-after': '10' },
        });
      }
      templates += result.count;
    }
    this.known.forget();
    return { templates };
  }

  private async find(name?: string): Promise<readonly TemplateViewDto[]> {
    const lists = await Promise.all(this.accounts().map((wabaId) => this.templates.list(wabaId, name)));
    return lists.flat().map(viewOf);
  }

  private accounts(): readonly string[] {
    return [...new Set(this.senders.all().map((sender) => sender.wabaId))];
  }
}

function viewOf({ wabaId, syncedAt, definition }: StoredTemplate): TemplateViewDto {
  const { name, language, status, category, quality, rejectedReason, parameterFormat, body } = definition;
  return {
    name,
    language,
    status,
    category,
    quality,
    rejectedReason,
    parameterFormat,
    parameters: definition.expectedParameters,
    body,
    account: wabaId,
    syncedAt: syncedAt.toISOString(),
  };
}
