import { Alert } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import styles from './dead-endpoints.module.css';
import { isDead } from './is-dead.js';
import type { Endpoint } from './endpoint.js';
import { nameOf } from './name-of.js';
import { callbacksTexts } from './texts.js';

/** Those that were given up, and what to do about it; nothing where there are none. */
export function DeadEndpoints({ endpoints }: { readonly endpoints: readonly Endpoint[] }): ReactNode {
  const texts = useTexts(callbacksTexts);
  const dead = endpoints.filter(isDead);
  if (dead.length === 0) return null;
  return (
    <Alert color="red" role="alert" title={texts.deadTitle(dead.length)} className={styles['dead']}>
      <ul>
        {dead.map((endpoint) => (
          <li key={endpoint.id}>
            <Link to="/callbacks/$id" params={{ id: endpoint.id }}>
              {nameOf(endpoint)}
            </Link>
          </li>
        ))}
      </ul>
      <p>{texts.deadHint}</p>
    </Alert>
  );
}
