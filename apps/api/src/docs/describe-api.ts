import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** The API in OpenAPI, from its controllers and their classes. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const description =
    'Sends WhatsApp template messages. Errors are RFC 9457 problem documents with a stable `code`; see docs/api.md.';
  const builder = new DocumentBuilder()
    .setTitle('Recado')
    .setDescription(description)
    .setVersion('1')
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key: rk_…' });
  return SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '')}_${method}`,
  });
}
