import { defineTexts } from '../language/define-texts.js';

export const signInTexts = defineTexts(
  {
    title: 'Sign in',
    hint: 'With an API key of scope ops, or of messages:read to look only. This browser keeps a session of eight hours at most, and not the key.',
    key: 'API key',
    keyHint: 'It begins with rk_',
    enter: 'Sign in',
  },
  {
    title: 'Entrar',
    hint: 'Con una clave de API con el permiso ops, o con messages:read solo para mirar. El navegador guarda una sesión de ocho horas como máximo, y no la clave.',
    key: 'Clave de API',
    keyHint: 'Empieza por rk_',
    enter: 'Entrar',
  },
);
