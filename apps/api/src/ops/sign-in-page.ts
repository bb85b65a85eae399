import { createHash } from 'node:crypto';

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --paper: #f4f5f7; --card: #ffffff; --line: #c3cad4; --key: #1f6f54; --warn: #a3261c; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ee; --paper: #14181e; --card: #1d232c; --line: #3b4554; --key: #3aa37e; --warn: #ff8f85; }
}
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
main { width: min(26rem, calc(100vw - 3rem)); padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
h1 { margin: 0 0 .25rem; font-size: 1.35rem; }
p { margin: .25rem 0 1.25rem; }
label { display: block; margin-bottom: .35rem; font-weight: 600; }
input { box-sizing: border-box; width: 100%; padding: .65rem .75rem; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: 8px; }
button { margin-top: 1rem; padding: .65rem 1.1rem; font: inherit; font-weight: 600; color: #fff; background: var(--key); border: 0;
  border-radius: 8px; cursor: pointer; }
[role=alert] { color: var(--warn); }
code { font-size: .9em; }
`;

/** Nothing is loaded and nothing runs: a form, and the style above. */
export const SIGN_IN_PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
].join(';');

/**
 * The form; `next` is where it leads, `complaint` why it is shown again. A key is no password for a browser to keep: to its password
 * manager the field is one for a code that is good once.
 * https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#attr-fe-autocomplete-one-time-code
 */
export function signInPage(next: string, complaint: string | null): string {
  return page(`<h1>Recado</h1>
<p>The queues, for operators. Sign in with a key of scope <code>ops</code> that is not bound to senders.</p>
${complaint === null ? '' : `<p role="alert">${escaped(complaint)}</p>`}
<form method="post" action="/queues/sign-in" autocomplete="off">
<input type="hidden" name="next" value="${escaped(next)}">
<label for="key">API key</label>
<input id="key" name="key" type="password" autocomplete="one-time-code" spellcheck="false" required autofocus>
<button>Sign in</button>
</form>`);
}

/** What somebody sees who is signed in already. */
export function signedInPage(keyId: string): string {
  return page(`<h1>Recado</h1>
<p>You are signed in with the key <code>${escaped(keyId)}</code>. <a href="/queues">To the queues</a></p>
<form method="post" action="/queues/sign-out"><button>Sign out</button></form>`);
}

function page(content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Recado</title>
<style>${STYLE}</style>
</head>
<body><main>
${content}
</main></body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
