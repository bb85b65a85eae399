import { ApiProperty } from '@nestjs/swagger';
import { PROBLEM_CODES } from '../problems/problem-codes.js';

class FieldProblemDto {
  @ApiProperty({ example: 'template.parameters[2]' }) path!: string;
  @ApiProperty() message!: string;
}

/** RFC 9457, as OpenAPI describes it; made in problems/problem.ts. */
export class ProblemDto {
  @ApiProperty({ example: 'urn:recado:problem:phone-invalid' }) type!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ type: 'integer', example: 422 }) status!: number;
  @ApiProperty() detail!: string;
  @ApiProperty({ enum: Object.keys(PROBLEM_CODES) }) code!: string;
  @ApiProperty({ type: [FieldProblemDto], required: false }) errors?: FieldProblemDto[];
  @ApiProperty() requestId!: string;
}
