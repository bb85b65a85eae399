/** The product's own: a client and the API that it was made with have one version. */
export const VERSION = '0.1.0';
