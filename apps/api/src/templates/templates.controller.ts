import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Caller } from '#clients';
import { Senders } from '#senders';
import { KnownTemplates, SyncTemplates, TemplatesRepository } from '#templates';
import { CalledBy } from '../access/caller.decorator.js';
import type { RequestCaller } from '../access/request-caller.js';
import { Scopes } from '../access/scopes.decorator.js';
import { BASE_PATH } from '../border/paths.js';
import { TakesNoFields } from '../border/takes-no-fields.guard.js';
import { ProblemException } from '../problems/problem-exception.js';
import { CreateTemplateDto, CreatedTemplateDto } from './create-template.dto.js';
import { PreviewTemplate } from './preview-template.js';
import { refusedByMeta, unreachableMeta } from './problem-of-meta.js';
import { SubmitTemplate } from './submit-template.js';
import { TemplatePreviewDto, TemplatePreviewRequestDto } from './template-preview.dto.js';
import { TemplateListDto, TemplateSyncDto, type TemplateViewDto, viewOfTemplate } from './template-view.dto.js';

@ApiTags('Templates')
@ApiBearerAuth()
@Controller('templates')
export class TemplatesController {
  constructor(
    private readonly senders: Senders,
    @Inject(TemplatesRepository) private readonly templates: TemplatesRepository,
    @Inject(SyncTemplates) private readonly syncTemplates: SyncTemplates,
    @Inject(KnownTemplates) private readonly known: KnownTemplates,
    private readonly submitTemplate: SubmitTemplate,
    private readonly previewTemplate: PreviewTemplate,
  ) {}

  @Get()
  @UseGuards(TakesNoFields)
  @Scopes('messages:read')
  @ApiOperation({ summary: 'Known templates: status, category, quality, parameters' })
  @ApiResponse({ status: 200, type: TemplateListDto })
  async list(@CalledBy() caller: RequestCaller): Promise<TemplateListDto> {
    return { items: await this.find(caller) };
  }

  @Post()
  @HttpCode(201)
  @Scopes('templates:write')
  @ApiOperation({ summary: 'Have Meta review a new template, or the one that this product brings along' })
  @ApiResponse({ status: 201, type: CreatedTemplateDto })
  async create(
    @CalledBy() caller: RequestCaller,
    @Body() request: CreateTemplateDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedTemplateDto> {
    const result = await this.submitTemplate.execute(caller, request);
    if (result.kind === 'refused') throw new ProblemException(result.problem);
    reply.header('location', `${BASE_PATH}/templates/${request.name}`);
    return result.template;
  }

  @Get(':name')
  @UseGuards(TakesNoFields)
  @Scopes('messages:read')
  @ApiOperation({ summary: 'One template in all its languages' })
  @ApiResponse({ status: 200, type: TemplateListDto })
  async read(@CalledBy() caller: RequestCaller, @Param('name') name: string): Promise<TemplateListDto> {
    const items = await this.find(caller, name);
    if (items.length > 0) return { items };
    throw new ProblemException({
      code: 'NOT_FOUND',
      detail: 'No template of this name is known. POST /templates/sync asks Meta.',
    });
  }

  @Post(':name/preview')
  @HttpCode(200)
  @Scopes('messages:read')
  @ApiOperation({ summary: 'The exact text that a recipient would read; nothing is sent' })
  @ApiResponse({ status: 200, type: TemplatePreviewDto })
  async preview(
    @CalledBy() caller: RequestCaller,
    @Param('name') name: string,
    @Body() request: TemplatePreviewRequestDto,
  ): Promise<TemplatePreviewDto> {
    const result = await this.previewTemplate.execute(caller, name, request);
    if (result.kind === 'refused') throw new ProblemException(result.problem);
    return result.preview;
  }

  @Post('sync')
  @HttpCode(200)
  @UseGuards(TakesNoFields)
  @Scopes('templates:write')
  @ApiOperation({ summary: 'Read the templates from Meta now' })
  @ApiResponse({ status: 200, type: TemplateSyncDto })
  async sync(@CalledBy() caller: RequestCaller): Promise<TemplateSyncDto> {
    let templates = 0;
    for (const wabaId of this.sendersByAccount(caller).keys()) {
      const result = await this.syncTemplates.sync(wabaId, this.senders.accessTokenOf(wabaId) ?? '');
      if (result.kind === 'refused') throw new ProblemException(refusedByMeta(result.failure));
      if (result.kind === 'unreachable') throw new ProblemException(unreachableMeta(result.reason));
      templates += result.count;
    }
    this.known.forget();
    return { templates };
  }

  private async find(caller: Caller, name?: string): Promise<readonly TemplateViewDto[]> {
    const lists = [...this.sendersByAccount(caller)].map(async ([wabaId, senders]) =>
      (await this.templates.list(wabaId, name)).map((template) => viewOfTemplate(template, senders)),
    );
    return (await Promise.all(lists)).flat();
  }

  /** Phone number ids that the key may use, by their account. */
  private sendersByAccount({ senderIds }: Caller): ReadonlyMap<string, readonly string[]> {
    const accounts = new Map<string, string[]>();
    for (const { phoneNumberId, wabaId } of this.senders.all()) {
      if (senderIds?.includes(phoneNumberId) === false) continue;
      accounts.set(wabaId, [...(accounts.get(wabaId) ?? []), phoneNumberId]);
    }
    return accounts;
  }
}
