import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule, getSchemaPath } from '@nestjs/swagger';
import { describeRefusals } from './describe-refusals.js';
import { ProblemDto } from './problem.dto.js';

const DESCRIPTION =
  'Sends WhatsApp template messages. Every refusal is a problem document (RFC 9457) with a stable `code`; docs/api.md lists them.';

/** The API in OpenAPI, from its controllers and their classes. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Recado')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key: rk_…' })
    .addGlobalResponse({
      status: 'default',
      description: 'Refused',
      content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
    });
  const document = SwaggerModule.createDocument(app, builder.build(), {
    extraModels: [ProblemDto],
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '')}_${method}`,
  });
  describeRefusals(document);
  return document;
}
