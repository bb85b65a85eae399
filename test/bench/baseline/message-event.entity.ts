import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A line of a message's timeline. */
@Entity('message_events')
export class MessageEvent {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('uuid')
  messageId!: string;

  @Column()
  type!: string;

  @Column('timestamptz')
  occurredAt!: Date;
}
