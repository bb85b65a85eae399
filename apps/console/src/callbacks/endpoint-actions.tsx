import { Group } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { DisableEndpoint } from './disable-endpoint.js';
import { EnableEndpoint } from './enable-endpoint.js';
import type { Endpoint } from './endpoint.js';
import { isDead } from './is-dead.js';
import { RecoverMissed } from './recover-missed.js';
import { TestEndpoint } from './test-endpoint.js';

/** What can be done with an endpoint as it is. Whoever enables one is asked at once about what it missed. */
export function EndpointActions({ endpoint }: { readonly endpoint: Endpoint }): ReactNode {
  const [isRecovering, setRecovering] = useState(false);
  return (
    <Group gap="xs">
      {endpoint.enabled ? (
        <TestEndpoint endpoint={endpoint} />
      ) : (
        <EnableEndpoint endpoint={endpoint} onEnabled={() => setRecovering(true)} />
      )}
      {(endpoint.enabled || isRecovering) && (
        <RecoverMissed endpoint={endpoint} opened={isRecovering} onOpen={setRecovering} />
      )}
      {(endpoint.enabled || isDead(endpoint)) && <DisableEndpoint endpoint={endpoint} />}
    </Group>
  );
}
