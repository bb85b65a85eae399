import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Written before the call, so that a worker that dies leaves a trace of it. */
@Entity('attempts')
export class Attempt {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('uuid')
  messageId!: string;

  @Column('text', { nullable: true })
  outcome!: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  startedAt!: Date;
}
