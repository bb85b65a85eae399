/** One value at fault, by its place in the request. */
export interface ParameterError {
  /** `template.parameters[2]`, `template.parameters.order_number`, `template.header.link`, `template.buttons[0].text`. */
  readonly path: string;
  /** What is wrong, what was expected, and what to do. */
  readonly message: string;
}
