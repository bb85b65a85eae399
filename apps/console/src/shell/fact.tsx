import type { ReactNode } from 'react';

interface FactProps {
  readonly name: string;
  /** Nothing is shown of what there is none of. */
  readonly children: ReactNode;
}

export function Fact({ name, children }: FactProps): ReactNode {
  if (children === null || children === false || children === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
