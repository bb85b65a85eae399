import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What Meta said, as it said it. */
@Entity('webhook_bodies')
export class WebhookBody {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('bytea')
  body!: Buffer;

  @CreateDateColumn({ type: 'timestamptz' })
  receivedAt!: Date;
}
