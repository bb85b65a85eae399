import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { RecadoError } from 'recado-client';
import { useSession } from '../api/use-session.js';
import { useTexts } from '../language/use-texts.js';
import { Refusal } from '../shell/refusal.js';
import { previewQuery } from './preview-query.js';
import { SendTest } from './send-test.js';
import type { Template } from './template.js';
import { TemplateBubble } from './template-bubble.js';
import { type TemplateField, fieldsOf } from './template-field.js';
import { type TemplateValues, filledIn, isComplete } from './template-values.js';
import { templatesTexts } from './texts.js';
import styles from './try-template.module.css';

const TYPED_MS = 250;

/** Fills a template in, shows what its recipient would read, and sends it to somebody who wants to see it. */
export function TryTemplate({ template }: { readonly template: Template }): ReactNode {
  const texts = useTexts(templatesTexts);
  const { may } = useSession();
  const [values, setValues] = useState<TemplateValues>(new Map());
  const [sender, setSender] = useState(template.senders[0]);
  const [typed] = useDebouncedValue(values, TYPED_MS);
  const fields = fieldsOf(template);
  const complete = isComplete(fields, typed);
  const { data, error, refetch } = useQuery(previewQuery(template, typed, sender, complete));
  const faults = complete ? faultsIn(error) : new Map<string, string>();
  const placed = fields.some(({ path }) => faults.has(path));
  const fill = (id: string, value: string): void => setValues((before) => new Map(before).set(id, value));
  return (
    <div className={styles['try']}>
      <section aria-labelledby="values" className={styles['values']}>
        <h2 id="values">{texts.values}</h2>
        {fields.length === 0 && <p>{texts.noValues}</p>}
        {fields.map((field) => (
          <TextInput
            key={field.id}
            label={<FieldLabel field={field} />}
            value={values.get(field.id) ?? ''}
            onChange={({ currentTarget }) => fill(field.id, currentTarget.value)}
            required={field.required}
            error={faults.has(field.path) && <span lang="en">{faults.get(field.path)}</span>}
            maxLength={2_048}
            autoComplete="off"
          />
        ))}
        {template.senders.length > 1 && (
          <NativeSelect
            label={texts.sentFrom}
            value={sender ?? ''}
            onChange={({ currentTarget }) => setSender(currentTarget.value)}
            data={[...template.senders]}
          />
        )}
      </section>
      <section aria-labelledby="preview">
        <h2 id="preview">{texts.preview}</h2>
        <TemplateBubble template={template} preview={complete && !error ? (data ?? null) : null} />
        {!complete && <p>{texts.fillIn}</p>}
        {complete && error && !placed && <Refusal error={error} onRetry={() => refetch()} />}
        {complete && !error && data !== undefined && (
          <ul className={styles['warnings']}>
            {data.warnings.map((warning) => (
              <li key={warning} lang="en">
                {warning}
              </li>
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="test">
        <h2 id="test">{texts.test}</h2>
        {may('messages:write') ? (
          <SendTest
            filled={{ name: template.name, ...filledIn(template, values) }}
            sender={sender}
            text={error || !complete || typed !== values ? null : (data?.text ?? null)}
          />
        ) : (
          <p>{texts.testDenied}</p>
        )}
      </section>
    </div>
  );
}

function FieldLabel({ field: { kind, name } }: { readonly field: TemplateField }): string {
  const texts = useTexts(templatesTexts);
  return texts.fields[kind](name);
}

/** What is wrong with which value, as the API says it. */
function faultsIn(error: Error | null): ReadonlyMap<string, string> {
  return new Map(error instanceof RecadoError ? error.errors.map(({ path, message }) => [path, message]) : []);
}
