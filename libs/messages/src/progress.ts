/**
 * How far a message has come, as a number that only rises: statuses of Meta arrive late, twice and out of order, and are
 * merged with GREATEST. Whatever Meta says outranks what we concluded ourselves; delivered outranks failed, because a
 * delivery receipt is the stronger evidence (several devices of one recipient can report both).
 */
export const PROGRESS = {
  pending: 0,
  cancelled: 1,
  failedBeforeAcceptance: 2,
  sent: 3,
  failedAfterAcceptance: 4,
  delivered: 5,
  read: 6,
} as const;

export type Progress = (typeof PROGRESS)[keyof typeof PROGRESS];

export const MESSAGE_STATUSES = ['PENDING', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'CANCELLED'] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** The public name of each progress; the column `status` is generated from the same table. */
export const STATUS_OF: Readonly<Record<Progress, MessageStatus>> = {
  0: 'PENDING',
  1: 'CANCELLED',
  2: 'FAILED',
  3: 'SENT',
  4: 'FAILED',
  5: 'DELIVERED',
  6: 'READ',
};

/** `other` stands for any word that says nothing of delivery (`played`, or whatever Meta invents next): Meta has the message. */
export const META_STATUSES = ['sent', 'delivered', 'read', 'failed', 'other'] as const;
export type MetaStatus = (typeof META_STATUSES)[number];

/** Meta's word for a status, and the progress that it proves. */
export const PROGRESS_OF_META: Readonly<Record<MetaStatus, Progress>> = {
  sent: PROGRESS.sent,
  other: PROGRESS.sent,
  failed: PROGRESS.failedAfterAcceptance,
  delivered: PROGRESS.delivered,
  read: PROGRESS.read,
};
