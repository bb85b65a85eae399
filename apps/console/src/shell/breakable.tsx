import { Fragment, type ReactNode } from 'react';

/** A name of the API's, such as `message.delivered` or `free_customer_service`, that may go on in the next line after a dot or a dash. */
export function Breakable({ name }: { readonly name: string }): ReactNode {
  return name.split(/(?<=[._])/).map((part, index) => (
    // The parts of a name have no other identity than their place.
    <Fragment key={`${index} ${part}`}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
