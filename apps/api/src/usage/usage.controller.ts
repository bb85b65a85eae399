import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#clients';
import { CalledBy } from '../access/caller.decorator.js';
import { Scopes } from '../access/scopes.decorator.js';
import { ProblemException } from '../problems/problem-exception.js';
import { ReadUsage } from './read-usage.js';
import { UsageQueryDto } from './usage-query.dto.js';
import { UsageDto } from './usage.dto.js';

@ApiTags('Figures')
@ApiBearerAuth()
@Controller('usage')
export class UsageController {
  constructor(private readonly readUsage: ReadUsage) {}

  @Get()
  @Scopes('messages:read')
  @ApiOperation({ summary: 'Conversations, what of the free tier is left, billable messages and what they cost' })
  @ApiResponse({ status: 200, type: UsageDto })
  async read(@CalledBy() caller: Caller, @Query() query: UsageQueryDto): Promise<UsageDto> {
    const result = await this.readUsage.execute(caller, query);
    if (result.kind === 'refused') throw new ProblemException(result.problem);
    return result.usage;
  }
}
