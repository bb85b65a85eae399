import 'reflect-metadata';
import { recadoProgram } from './program.js';

await recadoProgram().parseAsync();
