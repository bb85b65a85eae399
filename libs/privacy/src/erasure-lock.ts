/** Shared by whoever keeps what Meta tells, for the length of a transaction; alone for whoever erases somebody, for a moment. */
export const ERASURE_LOCK = 7_765_626_866;
