import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import styles from './loading.module.css';
import { shellTexts } from './texts.js';

const LINES = ['one', 'two', 'three', 'four', 'five', 'six'];

/** In the place of what is not there yet. */
export function Loading(): ReactNode {
  const { loading } = useTexts(shellTexts);
  return (
    <output aria-label={loading} className={styles['loading']}>
      {LINES.map((line) => (
        <Skeleton key={line} height={36} mb={8} radius="sm" />
      ))}
    </output>
  );
}
