import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../language/use-texts.js';
import styles from './dialog.module.css';
import { shellTexts } from './texts.js';

interface DialogProps {
  readonly opened: boolean;
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog over the view. Put together by hand, because Mantine's own heads it with a second `<header>` of the page. */
export function Dialog({ opened, title, onClose, children }: DialogProps): ReactNode {
  const { closeDialog } = useTexts(shellTexts);
  return (
    <Modal.Root opened={opened} onClose={onClose}>
      <Modal.Overlay />
      <Modal.Content>
        <div className={styles['head']}>
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={closeDialog} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
