import { ModalRoot, createTheme } from '@mantine/core';

/**
 * What Mantine is told in JavaScript; its colours and sizes stand in theme.css, because the page's policy lets no script write a
 * style sheet (decision 18). For the same reason a dialog does not lock the page behind it with one.
 */
export const theme = createTheme({
  primaryColor: 'teal',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: { ModalRoot: ModalRoot.extend({ defaultProps: { lockScroll: false, centered: true, size: 'lg' } }) },
});
