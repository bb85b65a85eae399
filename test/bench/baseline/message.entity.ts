import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** In the order in which a message goes through them; a failure is overruled by a delivery. */
export const STATUSES = ['PENDING', 'SENT', 'FAILED', 'DELIVERED', 'READ'] as const;

@Entity('messages')
export class Message {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ unique: true })
  idempotencyKey!: string;

  @Column()
  recipient!: string;

  @Column()
  templateName!: string;

  @Column()
  templateLanguage!: string;

  @Column('jsonb')
  templateParameters!: string[];

  @Column()
  reference!: string;

  @Column()
  sender!: string;

  @Column('text', { default: 'PENDING' })
  status!: (typeof STATUSES)[number];

  @Column('text', { nullable: true })
  wamid!: string | null;

  @Column('text', { nullable: true })
  errorCode!: string | null;

  @Column('timestamptz', { nullable: true })
  sentAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  deliveredAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  readAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  failedAt!: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date;
}
