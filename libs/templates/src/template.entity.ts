import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A template as last heard from Meta, by list or by webhook. */
@Entity({ name: 'templates' })
export class TemplateRow {
  @PrimaryColumn({ name: 'waba_id', type: 'text' })
  wabaId!: string;

  @PrimaryColumn({ type: 'text' })
  name!: string;

  @PrimaryColumn({ type: 'text' })
  language!: string;

  @Column({ name: 'meta_id', type: 'text', nullable: true })
  metaId!: string | null;

  @Column({ type: 'text' })
  status!: string;

  @Column({ type: 'text' })
  category!: string;

  @Column({ name: 'parameter_format', type: 'text' })
  parameterFormat!: string;

  @Column({ type: 'jsonb' })
  components!: unknown;

  @Column({ type: 'text', nullable: true })
  quality!: string | null;

  @Column({ name: 'rejected_reason', type: 'text', nullable: true })
  rejectedReason!: string | null;

  @Column({ name: 'previous_category', type: 'text', nullable: true })
  previousCategory!: string | null;

  /** Meta's own times of the newest words on it: an older one that comes late changes nothing. */
  @Column({ name: 'status_told_at', type: 'timestamptz', nullable: true })
  statusToldAt!: Date | null;

  @Column({ name: 'quality_told_at', type: 'timestamptz', nullable: true })
  qualityToldAt!: Date | null;

  @Column({ name: 'category_told_at', type: 'timestamptz', nullable: true })
  categoryToldAt!: Date | null;

  @Column({ name: 'synced_at', type: 'timestamptz' })
  syncedAt!: Date;
}
