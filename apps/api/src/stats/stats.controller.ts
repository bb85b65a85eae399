import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#clients';
import { CalledBy } from '../access/caller.decorator.js';
import { Scopes } from '../access/scopes.decorator.js';
import { ProblemException } from '../problems/problem-exception.js';
import { ReadStats } from './read-stats.js';
import { StatsQueryDto } from './stats-query.dto.js';
import { StatsDto } from './stats.dto.js';

@ApiTags('Figures')
@ApiBearerAuth()
@Controller('stats')
export class StatsController {
  constructor(private readonly readStats: ReadStats) {}

  @Get()
  @Scopes('messages:read')
  @ApiOperation({ summary: 'What became of the messages of each day or hour, how fast, and why not' })
  @ApiResponse({ status: 200, type: StatsDto })
  async read(@CalledBy() caller: Caller, @Query() query: StatsQueryDto): Promise<StatsDto> {
    const result = await this.readStats.execute(caller, query);
    if (result.kind === 'refused') throw new ProblemException(result.problem);
    return result.stats;
  }
}
