import { MantineProvider, localStorageColorSchemeManager } from '@mantine/core';
import '@mantine/core/styles.css';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { noticeComingBack } from './api/notice-coming-back.js';
import { Speaks } from './language/speaks.js';
import { router } from './router.js';
import { swallowSecondClicks } from './shell/swallow-second-clicks.js';
import './shell/theme.css';
import { theme } from './shell/theme.js';

const appearance = localStorageColorSchemeManager({ key: 'recado.appearance' });
swallowSecondClicks();
noticeComingBack();

const page = document.getElementById('page');
if (page === null) throw new TypeError('index.html has the element that the page is put into');

createRoot(page).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={appearance}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Speaks>
        <RouterProvider router={router} />
      </Speaks>
    </MantineProvider>
  </StrictMode>,
);
