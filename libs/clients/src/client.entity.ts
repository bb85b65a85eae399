import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody who calls the API; messages, idempotency keys and orders are a client's, whichever key it uses. */
@Entity({ name: 'clients' })
export class Client {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', unique: true })
  name!: string;

  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;
}
